"""The console: pages for the people who run the gateway; and the doors of channels fed by HTTP.

Health is there for everybody on this machine and holds nothing of a citizen's; the rest is opened by a one-time link.
A page group is a module with a `routes` function; http/context.py is what they all work with.
"""
