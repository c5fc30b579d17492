"""The data that is measured: the nation and four markets made by the platform's operations, and the first
market's goods and history by set-based SQL, which takes a minute less than selling it all.
"""
