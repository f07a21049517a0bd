"""Box least squares by astropy on one thread: the periodogram of what stands in the folder that is named, and its cpu seconds."""

import json
import sys
import time

import numpy as np
from astropy.timeseries import BoxLeastSquares

folder = sys.argv[1]
given = json.load(open(f"{folder}/bls.json"))
curve = [np.array(given[name]) for name in ("time", "flux", "error")]
periods = np.array(given["periods"])
model = BoxLeastSquares(*curve)
settings = dict(objective="likelihood", method="fast", oversample=given["oversample"])
model.power(periods[:100], given["durations"], **settings)
seconds = []
for _ in range(given["repeats"]):
    began = time.process_time()
    found = model.power(periods, given["durations"], **settings)
    seconds.append(time.process_time() - began)
print(json.dumps({"seconds": seconds, "snr": np.asarray(found.depth_snr).tolist()}))
