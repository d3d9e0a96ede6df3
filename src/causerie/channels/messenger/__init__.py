"""The messenger as a way in: message-us links, and what leads people to them."""
