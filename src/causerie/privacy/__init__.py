"""What people may ask of a business: who am I to you, give me my data, forget me."""
