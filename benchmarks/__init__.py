"""Measurements that anyone can repeat; each file without an ending is a command. See README.md."""
