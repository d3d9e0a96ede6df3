"""`causerie replay`: recorded dialogues played from outside through the public interfaces, and counted afterwards."""
