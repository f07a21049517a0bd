"""Trains picture classifiers: what `train-picture-network.ts` calls, once for each part of the work.

    python3 train-pictures.py FOLDER

FOLDER holds task.json (what is trained and how), pictures.u8 (all rows, height x width x 3, as the model is given them when it is
served), masks.u8 (all rows, height x width, 0 or 1: where the lesion is) and labels.u8. For each unit of the task a network is
trained on its rows, and FOLDER/<unit>.f32 is written with its weights (batch normalisation folded into the convolutions) and
FOLDER/<unit>.json with their shapes and its scores of the rows it is asked about. A unit that is there already is left alone; one
that was broken off goes on from its last epoch. Needs PyTorch and NumPy; Vouch itself needs neither.
"""

import json
import math
import os
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F


def convolution(before, channels, kernel, stride=1, pad=0):
    return nn.Sequential(
        nn.Conv2d(before, channels, kernel, stride, pad, bias=False),
        nn.BatchNorm2d(channels),
    )


class Residual(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = convolution(channels, channels, 3, 1, 1)
        self.second = convolution(channels, channels, 3, 1, 1)

    def forward(self, x):
        return F.relu(x + self.second(F.relu(self.first(x))))


class Network(nn.Module):
    """A residual network (He et al. 2016) whose every step down has an even kernel and loses nothing at the border, so that a
    place of the last maps lies exactly over the middle of its part of the picture: [rows, 3, height, width] -> [rows, classes]."""

    def __init__(self, stages, classes, dropout):
        super().__init__()
        down, blocks, before = [], [], 3
        for stage in stages:
            channels = stage["channels"]
            first = before == 3
            down.append(convolution(before, channels, 4 if first else 2, 2, 1 if first else 0))
            blocks.append(nn.Sequential(*(Residual(channels) for _ in range(stage["blocks"]))))
            before = channels
        self.down = nn.ModuleList(down)
        self.blocks = nn.ModuleList(blocks)
        self.dropout = nn.Dropout(dropout)
        self.last = nn.Linear(before, classes)
        # learns where the lesion is, from the stage before the last; of use in training only
        self.mask = nn.Conv2d(stages[-2]["channels"], 1, 1)

    def forward(self, x):
        maps = []
        for down, blocks in zip(self.down, self.blocks):
            x = blocks(F.relu(down(x)))
            maps.append(x)
        return self.last(self.dropout(x.mean((2, 3)))), self.mask(maps[-2])


def varied(pictures, masks, chance, how):
    """Pictures (0 to 1) and masks turned, mirrored, stretched, moved, and their colours changed: a lesion stays what it is."""
    rows, _, height, width = pictures.shape
    draw = lambda low, high: torch.from_numpy(chance.uniform(low, high, rows).astype(np.float32))
    angle = draw(-math.pi, math.pi)
    zoom = torch.exp(draw(-how["zoom"], how["zoom"]))
    stretch = torch.exp(draw(-how["stretch"], how["stretch"]))
    mirror = torch.from_numpy(chance.choice([-1.0, 1.0], rows).astype(np.float32))
    # a turn is one of the picture, not of the square that grid coordinates span
    ratio = width / height
    cos, sin = torch.cos(angle), torch.sin(angle)
    turn = torch.stack(
        [
            torch.stack([cos * zoom * stretch * mirror, -sin * zoom / stretch / ratio, draw(-how["move"], how["move"])], 1),
            torch.stack([sin * zoom * stretch * mirror * ratio, cos * zoom / stretch, draw(-how["move"], how["move"])], 1),
        ],
        1,
    )
    grid = F.affine_grid(turn, [rows, 1, height, width], align_corners=False)
    moved = F.grid_sample(torch.cat([pictures, masks], 1), grid, padding_mode="reflection", align_corners=False)
    pictures, masks = moved[:, :3], moved[:, 3:]
    each = lambda values: values[:, None, None, None]
    tint = torch.from_numpy(chance.uniform(1 - how["tint"], 1 + how["tint"], (rows, 3)).astype(np.float32))
    pictures = pictures * tint[:, :, None, None] * each(draw(1 - how["light"], 1 + how["light"]))
    middle = pictures.mean((1, 2, 3), keepdim=True)
    pictures = (pictures - middle) * each(draw(1 - how["contrast"], 1 + how["contrast"])) + middle
    grey = pictures.mean(1, keepdim=True)
    pictures = (pictures - grey) * each(draw(1 - how["saturation"], 1 + how["saturation"])) + grey
    for row in np.flatnonzero(chance.random(rows) < how["erase"]):
        high, wide = (int(chance.integers(size // 8, size // 3)) for size in (height, width))
        top, left = int(chance.integers(height - high)), int(chance.integers(width - wide))
        pictures[row, :, top : top + high, left : left + wide] = middle[row]
    return pictures.clamp(0, 1), masks


def draw_rows(rows, labels, chance, power):
    """As many rows as there are, classes drawn as their number to the power; and the share of each class among what is drawn."""
    classes, counts = np.unique(labels[rows], return_counts=True)
    share = counts.astype(np.float64) ** power
    share /= share.sum()
    weight = np.zeros(int(classes.max()) + 1)
    weight[classes] = share / counts
    chosen = chance.choice(rows, len(rows), p=weight[labels[rows]])
    whole = np.full(int(classes.max()) + 1, 1e-9)
    whole[classes] = share
    return chosen, torch.from_numpy(np.log(whole).astype(np.float32))


def normalised(pictures, data):
    return ((pictures - data["mean"]) / data["spread"]).contiguous(memory_format=torch.channels_last)


def picture(data, rows):
    return torch.from_numpy(data["pictures"][rows]).permute(0, 3, 1, 2).float() / 255


def train(task, unit, data, checkpoint):
    """One network. Chance comes from the unit's seed and the epoch alone, so that a broken-off training ends as a whole one."""
    how, rows = task["settings"], np.array(unit["train"])
    labels = data["labels"]
    torch.manual_seed(unit["seed"])
    network = Network(task["stages"], task["classes"], how["dropout"]).to(memory_format=torch.channels_last)
    kept = {name: value.clone() for name, value in network.state_dict().items()}
    decayed = [p for p in network.parameters() if p.ndim > 1]
    others = [p for p in network.parameters() if p.ndim == 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": how["decay"]}, {"params": others, "weight_decay": 0.0}], lr=how["rate"]
    )
    sizes = [phase["shrink"] for phase in how["phases"] for _ in range(phase["epochs"])]
    batch = how["batch"]
    batches = max(1, len(rows) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, how["rate"], total_steps=len(sizes) * batches, pct_start=0.1)
    parts = {"network": network, "optimiser": optimiser, "schedule": schedule}
    begin, steps = 0, 0
    if os.path.exists(checkpoint):
        saved = torch.load(checkpoint)
        begin, steps, kept = saved.pop("epoch"), saved.pop("steps"), saved.pop("kept")
        for name, part in parts.items():
            part.load_state_dict(saved[name])
    for epoch in range(begin, len(sizes)):
        started, total = time.time(), 0.0
        torch.manual_seed(unit["seed"] * 1000 + epoch)
        chance = np.random.default_rng([unit["seed"], epoch])
        network.train()
        order, drawn = draw_rows(rows, labels, chance, how["balance"])
        for at in range(0, batches * batch, batch):
            some = np.sort(order[at : at + batch])
            lesion = torch.from_numpy(data["masks"][some])[:, None].float()
            pictures, lesion = varied(picture(data, some), lesion, chance, how)
            if sizes[epoch] > 1:
                pictures = F.avg_pool2d(pictures, sizes[epoch])
            scores, where = network(normalised(pictures, data))
            wanted = F.adaptive_avg_pool2d(lesion, where.shape[2:])
            # the scores are those of classes equally often: what is drawn more often is allowed for (Menon et al. 2021, eq. 10)
            loss = F.cross_entropy(scores + drawn, torch.from_numpy(labels[some].astype(np.int64)), label_smoothing=how["smoothing"])
            loss = loss + how["mask"] * F.binary_cross_entropy_with_logits(where, wanted)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            steps += 1
            total += loss.item()
            # the mean of the weights over the last steps is what is served
            slow = min(how["average"], (1 + steps) / (10 + steps))
            for name, value in network.state_dict().items():
                if value.dtype.is_floating_point:
                    kept[name].mul_(slow).add_(value, alpha=1 - slow)
                else:
                    kept[name].copy_(value)
        saved = {name: part.state_dict() for name, part in parts.items()} | {"epoch": epoch + 1, "steps": steps, "kept": kept}
        torch.save(saved, checkpoint + ".part")
        os.replace(checkpoint + ".part", checkpoint)
        print(f"{unit['name']} epoch {epoch + 1}/{len(sizes)} loss {total / batches:.3f} {time.time() - started:.0f} s", flush=True)
    network.load_state_dict(kept)
    network.eval()
    return network


def scores_of(network, data, rows):
    """Of a picture as it is: rows x classes."""
    made = []
    with torch.no_grad():
        for at in range(0, len(rows), 64):
            made.append(network(normalised(picture(data, rows[at : at + 64]), data))[0])
    return torch.cat(made).tolist()


def folded(part):
    """Batch normalisation is a factor and an offset of each channel once a network is trained."""
    conv, norm = part
    factor = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    return [conv.weight * factor[:, None, None, None], norm.bias - norm.running_mean * factor]


def weights_of(network, data):
    """Tensors in the order in which a graph takes them. The pictures' mean and spread are in the first convolution's stead."""
    tensors = []
    for down, blocks in zip(network.down, network.blocks):
        tensors += folded(down)
        for block in blocks:
            tensors += folded(block.first) + folded(block.second)
    return [tensor.detach().contiguous() for tensor in [*tensors, network.last.weight, network.last.bias]]


def main(folder):
    torch.set_num_threads(1)
    with open(os.path.join(folder, "task.json"), encoding="utf8") as file:
        task = json.load(file)
    height, width = task["height"], task["width"]
    read = lambda name, *shape: np.memmap(os.path.join(folder, name), np.uint8, "r").reshape(-1, *shape)
    data = {
        "pictures": read("pictures.u8", height, width, 3),
        "masks": read("masks.u8", height, width),
        "labels": np.fromfile(os.path.join(folder, "labels.u8"), np.uint8),
        "mean": torch.tensor(task["mean"])[None, :, None, None],
        "spread": torch.tensor(task["spread"])[None, :, None, None],
    }
    for unit in task["units"]:
        path = os.path.join(folder, unit["name"] + ".json")
        if os.path.exists(path):
            continue
        network = train(task, unit, data, os.path.join(folder, unit["name"] + ".pt"))
        tensors = weights_of(network, data)
        np.concatenate([tensor.numpy().ravel() for tensor in tensors]).astype("<f4").tofile(
            os.path.join(folder, unit["name"] + ".f32")
        )
        made = {
            "shapes": [list(tensor.shape) for tensor in tensors],
            "scores": scores_of(network, data, np.array(unit["judge"], dtype=np.int64)),
        }
        with open(path + ".part", "w", encoding="utf8") as file:
            json.dump(made, file)
        os.replace(path + ".part", path)


if __name__ == "__main__":
    main(sys.argv[1])
