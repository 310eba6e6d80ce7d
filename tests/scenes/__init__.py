"""Conversations of citizens, written from what they need and not from the code, played against the gateway and judged.

    data/*.toml    the scenes: who writes what, what an officer answers, what time passes, what a good clerk would say
    script.py      a scene as it is read from its file
    stage.py       all scenes at once, step by step, on one database
    worlds.py      where they are played: intake alone on a PostgreSQL, or a running gateway with mail server and phone
    judging.py     right, clumsy, wrong, dangerous
    known.toml     scenes that are not right yet, each with what is seen; one that is right fails the test

`python -m tests.scenes [--live] [--all] [NAME …]` prints them as people see them.
"""
