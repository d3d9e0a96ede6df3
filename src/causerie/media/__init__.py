"""What there is to choose from when one writes: the business's own stickers, GIFs found outside; and maps of places."""
