"""How staff answer: messages that wait to be sent, canned replies."""
