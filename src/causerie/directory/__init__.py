"""The people a business talks with, as its staff see, find and keep them."""
