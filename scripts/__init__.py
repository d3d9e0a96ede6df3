"""What stands behind the Makefile: preparing the environment, and running, testing and checking the project.

These modules start under the system's Python before anything is installed, so they use the standard
library alone.
"""
