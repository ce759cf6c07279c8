"""First visit: an empty installation asks for its station, its programme and its chair.

Promise: nobody but whoever reads the server's console can set it up, and only once.
"""
