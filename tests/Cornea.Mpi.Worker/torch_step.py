"""The network of `Cornea.Mpi.Worker time` in PyTorch: two processes over Gloo, or each alone.

    python3 torch_step.py STEPS BATCH [--alone]     BATCH: samples of a step of both together; of each where it trains alone
"""
import os
import subprocess
import sys
import time

import torch
import torch.distributed as distributed
from torch import nn


def network():
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(1600, 128), nn.ReLU(), nn.Linear(128, 10))


def measure(rank, steps, batch, alone):
    torch.set_num_threads(1)
    distributed.init_process_group("gloo", init_method="tcp://127.0.0.1:29517", rank=rank, world_size=2)
    model = network()
    if not alone:
        model = nn.parallel.DistributedDataParallel(model)
        batch //= 2
    optimizer = torch.optim.SGD(model.parameters(), 0.01)
    loss = nn.CrossEntropyLoss()
    x = torch.sin(torch.arange(batch * 784, dtype=torch.float32) * 0.37).reshape(batch, 1, 28, 28)
    y = torch.arange(batch) * 7 % 10
    distributed.barrier()
    times = []
    for step in range(steps + 20):
        begin = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss(model(x), y).backward()
        optimizer.step()
        if step >= 20:
            times.append(time.perf_counter() - begin)
    distributed.barrier()
    if rank == 0:
        times.sort()
        kind = "each alone" if alone else "DistributedDataParallel over Gloo"
        print(f"median of {steps} steps: {times[steps // 2] * 1e3:.3f} ms (PyTorch {torch.__version__}, 2 processes, 1 thread each, "
              f"batch {sys.argv[2]}, {kind})", flush=True)


if "RANK" in os.environ:
    measure(int(os.environ["RANK"]), int(sys.argv[1]), int(sys.argv[2]), "--alone" in sys.argv)
else:
    both = [subprocess.Popen([sys.executable, *sys.argv], env={**os.environ, "RANK": str(rank), "OMP_NUM_THREADS": "1"})
            for rank in range(2)]
    sys.exit(max(process.wait() for process in both))
