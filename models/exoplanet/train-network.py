"""Trains the members of a light-curve network: what `train-curve-model.ts` calls, once for each part of the work.

    python3 train-network.py FOLDER

FOLDER holds task.json (what is trained and how, and where the views are: an .npz file), scalars.f32 and labels.u8 (all rows, in
one order), and simulated.f32 (views of the rows that come after those of the file). FOLDER/views.f32 is written with the rows' views one after the other, as the network takes them. For each unit of the
task, a network is trained on its rows and FOLDER/<unit>.json written with its weights (batch normalisation folded into the
convolutions) and its log-odds of the rows it is asked about. A unit that is there already is left alone; one that was broken off
goes on from its last epoch. Needs PyTorch and NumPy; Vouch itself needs neither.
"""

import json
import os
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


class Tower(nn.Module):
    """Convolutions over one view: [rows, bins] -> [rows, channels, positions]."""

    def __init__(self, layers):
        super().__init__()
        parts, before = [], 1
        for layer in layers:
            width = layer["kernel"]
            parts += [
                nn.Conv1d(before, layer["channels"], width, stride=layer["stride"], padding=width // 2, bias=False),
                nn.BatchNorm1d(layer["channels"]),
                nn.ReLU(),
            ]
            if layer["pool"] > 1:
                parts.append(nn.MaxPool1d(layer["pool"], 2))
            before = layer["channels"]
        self.layers = nn.Sequential(*parts)
        self.channels = before

    def forward(self, view):
        return self.layers(view[:, None])


class Network(nn.Module):
    """Mean and maximum of each tower's maps, beside the scalars (value or 0, and whether it is missing), to one log-odds."""

    def __init__(self, towers, scalars, hidden, dropout):
        super().__init__()
        self.towers = nn.ModuleList(Tower(layers) for layers in towers)
        pooled = 2 * sum(tower.channels for tower in self.towers)
        self.scalars = nn.Linear(2 * scalars, hidden["scalars"])
        self.first = nn.Linear(pooled + hidden["scalars"], hidden["head"])
        self.last = nn.Linear(hidden["head"], 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, views, scalars):
        maps = [tower(view) for tower, view in zip(self.towers, views)]
        pooled = [part for m in maps for part in (m.mean(2), m.amax(2))]
        joined = torch.cat([*pooled, F.relu(self.scalars(scalars))], 1)
        hidden = F.relu(self.first(self.dropout(joined)))
        return self.last(self.dropout(hidden))[:, 0]


def scaled(scalars, mean, spread, limit):
    """Scalars as the graph makes them: standardised, cut off, 0 where missing; and 1 where missing."""
    missing = np.isnan(scalars)
    values = np.clip((scalars - mean) / spread, -limit, limit)
    values[missing] = 0
    return np.concatenate([values, missing], 1).astype(np.float32)


def spread_of(known):
    """Mean and standard deviation of each scalar where it is known; 0 and 1 where it never is."""
    there = ~np.isnan(known)
    n = np.maximum(there.sum(0), 1)
    values = np.where(there, known.astype(np.float64), 0)
    mean = values.sum(0) / n
    spread = np.sqrt(np.where(there, (values - mean) ** 2, 0).sum(0) / n)
    return mean, np.where(spread > 0, spread, 1)


def varied(views, chance, how):
    """Copies of a batch's views: reversed in time, moved by some bins, noisier. A planet's dip stays one."""
    rows = len(views[0])
    reverse = torch.from_numpy(chance.random(rows) < 0.5)[:, None]
    noise = torch.from_numpy((chance.random((rows, 1)) * how["noise"]).astype(np.float32))
    out = []
    for view, most in zip(views, how["shift"]):
        moved = torch.roll(torch.where(reverse, view.flip(1), view), int(chance.integers(-most, most + 1)), 1)
        grain = torch.from_numpy(chance.standard_normal(tuple(view.shape), dtype=np.float32))
        out.append(moved + grain * noise)
    return out


def train(task, unit, data, checkpoint):
    """One network. Chance comes from the unit's seed and the epoch alone, so that a broken-off training ends as a whole one."""
    settings, rows = task["settings"], np.array(unit["train"])
    mean, spread = spread_of(data["scalars"][rows])
    scalars = torch.from_numpy(scaled(data["scalars"].copy(), mean, spread, settings["limit"]))
    width = data["scalars"].shape[1]
    labels = torch.from_numpy(data["labels"].astype(np.float32))
    torch.manual_seed(unit["seed"])
    network = Network(task["towers"], width, settings["hidden"], settings["dropout"])
    optimiser = torch.optim.AdamW(network.parameters(), lr=settings["rate"], weight_decay=settings["decay"])
    epochs, batch = settings["epochs"], settings["batch"]
    # a last batch of a few rows has no spread to be normalised by
    batches = max(1, len(rows) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, settings["rate"], total_steps=epochs * batches, pct_start=0.15)
    parts = {"network": network, "optimiser": optimiser, "schedule": schedule}
    begin = 0
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        begin = saved.pop("epoch")
        for name, part in parts.items():
            part.load_state_dict(saved[name])
    for epoch in range(begin, epochs):
        torch.manual_seed(unit["seed"] * 1000 + epoch)
        chance = np.random.default_rng([unit["seed"], epoch])
        network.train()
        order = chance.permutation(rows)
        for at in range(0, batches * batch, batch):
            some = torch.from_numpy(order[at : at + batch])
            views = varied([view[some] for view in data["views"]], chance, settings)
            given = scalars[some].clone()
            hide = torch.from_numpy(chance.random((len(some), width)) < settings["mask"])
            given[:, :width][hide] = 0
            given[:, width:][hide] = 1
            soft = labels[some] * (1 - settings["smoothing"]) + settings["smoothing"] / 2
            loss = F.binary_cross_entropy_with_logits(network(views, given), soft)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
        torch.save({name: part.state_dict() for name, part in parts.items()} | {"epoch": epoch + 1}, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)
    network.eval()
    return network, scalars, mean, spread


def log_odds(network, views, scalars, rows):
    with torch.no_grad():
        pieces = [rows[at : at + 512] for at in range(0, len(rows), 512)]
        return [value for piece in pieces for value in network([view[piece] for view in views], scalars[piece]).tolist()]


def weights_of(network):
    """Batch normalisation is a factor and an offset of each channel once a network is trained."""
    towers = []
    for tower in network.towers:
        layers = list(tower.layers)
        folded = []
        for conv, norm in zip(layers, layers[1:]):
            if not isinstance(conv, nn.Conv1d):
                continue
            factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            folded.append(
                {
                    "weights": (conv.weight * factor[:, None, None]).flatten().tolist(),
                    "bias": (norm.bias - norm.running_mean * factor).tolist(),
                }
            )
        towers.append(folded)
    dense = {
        name: {"weights": layer.weight.flatten().tolist(), "bias": layer.bias.tolist()}
        for name, layer in [("scalars", network.scalars), ("first", network.first), ("last", network.last)]
    }
    return {"towers": towers, **dense}


def main(folder):
    torch.set_num_threads(1)
    with open(os.path.join(folder, "task.json"), encoding="utf8") as file:
        task = json.load(file)
    source = np.load(task["source"])
    rows = np.array(task["rows"], dtype=np.int64)
    limit = task["settings"]["limit"]
    real = np.concatenate([source[name][rows].astype("<f4") for name in task["views"]], 1)
    path = os.path.join(folder, "views.f32")
    if not os.path.exists(path):
        real.tofile(path)
    # rows that were simulated come after the real ones
    more = np.fromfile(os.path.join(folder, "simulated.f32"), "<f4").reshape(-1, real.shape[1])
    ends = np.cumsum([source[name].shape[1] for name in task["views"]])[:-1]
    views = np.split(np.concatenate([real, more]), ends, 1)
    data = {
        "views": [torch.from_numpy(np.clip(view, -limit, limit)) for view in views],
        "scalars": np.fromfile(os.path.join(folder, "scalars.f32"), "<f4").reshape(len(rows) + len(more), -1),
        "labels": np.fromfile(os.path.join(folder, "labels.u8"), np.uint8),
    }
    for unit in task["units"]:
        path = os.path.join(folder, unit["name"] + ".json")
        if os.path.exists(path):
            continue
        network, scalars, mean, spread = train(task, unit, data, os.path.join(folder, unit["name"] + ".pt"))
        made = {
            "mean": mean.tolist(),
            "spread": spread.tolist(),
            "weights": weights_of(network),
            "log_odds": log_odds(network, data["views"], scalars, np.array(unit["judge"], dtype=np.int64)),
        }
        with open(path + ".part", "w", encoding="utf8") as file:
            json.dump(made, file)
        os.replace(path + ".part", path)
        print(unit["name"], flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
