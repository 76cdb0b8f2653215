#!/bin/bash
#SBATCH --job-name=cornea
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --requeue
# sbatch deploy/slurm.sh: one process per machine, one thread per core. With BackupAndRestore on the folder it is given,
# a job that is put back in the queue goes on where it was; so does the command-line tool's
# cornea train --data mnist --shards 8 --out "$HOME/runs/$SLURM_JOB_ID" --continue
export CORNEA_THREADS=$SLURM_CPUS_PER_TASK
srun --mpi=pmix dotnet Train.dll "$HOME/runs/$SLURM_JOB_ID"
