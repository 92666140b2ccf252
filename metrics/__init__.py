"""What a measure means: definitions, the one division, targets and the three facts."""

import pandas as pd

# Frames of points are cut into many small ones; Arrow's strings make each cut several times as slow.
pd.set_option("mode.string_storage", "python")
