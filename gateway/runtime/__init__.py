"""What every process of the gateway has: its context, log, event loop, worker processes."""
