"""Codes by SMS, over a gateway that speaks as Twilio's API does."""
