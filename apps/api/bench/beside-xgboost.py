"""What XGBoost itself takes, on one thread: `beside-xgboost.py FOLDER` with matrix.f32, labels.u8 and settings.json in it."""

import json
import sys
import time

import numpy
import xgboost

folder = sys.argv[1]
settings = json.load(open(f"{folder}/settings.json"))
matrix = numpy.fromfile(f"{folder}/matrix.f32", dtype="float32").reshape(-1, settings["features"])
labels = numpy.fromfile(f"{folder}/labels.u8", dtype="uint8")
parameters = {
    "objective": "binary:logistic",
    "tree_method": "hist",
    "nthread": 1,
    "max_depth": settings["depth"],
    "eta": settings["rate"],
    "max_bin": settings["bins"],
    "subsample": settings["subsample"],
    "colsample_bytree": settings["columns"],
}
began = time.process_time()
model = xgboost.train(parameters, xgboost.DMatrix(matrix, labels, nthread=1), settings["trees"])
trained = time.process_time() - began
model.save_model(f"{folder}/model.json")
rows = xgboost.DMatrix(matrix[: settings["explained"]], nthread=1)
model.set_param({"nthread": 1})
began = time.process_time()
contributions = model.predict(rows, pred_contribs=True)
explained = time.process_time() - began
contributions.astype("float32").tofile(f"{folder}/contributions.f32")
print(json.dumps({"version": xgboost.__version__, "train": trained, "explain": explained}))
