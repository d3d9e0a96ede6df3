"""Web Push: what an account has not read is told on its devices, when the app is closed too."""
