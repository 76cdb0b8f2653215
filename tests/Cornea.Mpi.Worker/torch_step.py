"""The network of `Cornea.Mpi.Worker pair` in PyTorch: two processes over Gloo, each alone and both together in turn.

    python3 torch_step.py ROUNDS BATCH     BATCH: samples of a step of both together; each alone takes half of them
"""
import os
import subprocess
import sys
import time

import torch
import torch.distributed as distributed
from torch import nn

STEPS, WARM_UP = 20, 5


class Step:
    def __init__(self, together, batch):
        torch.manual_seed(1)
        self.model = nn.Sequential(
            nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
            nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10))
        if together:
            self.model = nn.parallel.DistributedDataParallel(self.model)
        self.optimizer = torch.optim.SGD(self.model.parameters(), 0.01)
        self.loss = nn.CrossEntropyLoss()
        self.x = torch.sin(torch.arange(batch * 784, dtype=torch.float32) * 0.37).reshape(batch, 1, 28, 28)
        self.y = torch.arange(batch) * 7 % 10

    def measure(self):
        distributed.barrier()
        times = []
        for _ in range(STEPS + WARM_UP):
            begin = time.perf_counter()
            self.optimizer.zero_grad(set_to_none=True)
            self.loss(self.model(self.x), self.y).backward()
            self.optimizer.step()
            times.append((time.perf_counter() - begin) * 1e3)
        distributed.barrier()
        return median(times[WARM_UP:])


def median(values):
    return sorted(values)[len(values) // 2]


def measure(rank, rounds, batch):
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method="tcp://127.0.0.1:29517", rank=rank, world_size=2)
    alone, together = Step(False, batch // 2), Step(True, batch)
    together.x, together.y = alone.x, alone.y
    alone.measure(), together.measure()
    pairs = [(alone.measure(), together.measure()) for _ in range(rounds)]
    if rank == 0:
        more = sorted(second - first for first, second in pairs)
        print(f"PyTorch {torch.__version__}, 2 processes, 1 thread each: alone {median([p[0] for p in pairs]):.3f} ms a step, "
              f"DistributedDataParallel over Gloo {median([p[1] for p in pairs]):.3f} ms; together costs {median(more):.3f} ms more, "
              f"quartiles {more[rounds // 4]:.3f} and {more[rounds * 3 // 4]:.3f}", flush=True)


if "RANK" in os.environ:
    measure(int(os.environ["RANK"]), int(sys.argv[1]), int(sys.argv[2]))
else:
    both = [subprocess.Popen([sys.executable, *sys.argv], env={**os.environ, "RANK": str(rank), "OMP_NUM_THREADS": "1"})
            for rank in range(2)]
    sys.exit(max(process.wait() for process in both))
