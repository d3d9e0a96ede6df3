"""`causerie doctor`: what is wrong with a configuration, and how to mend it. Nothing that it does changes anything."""
