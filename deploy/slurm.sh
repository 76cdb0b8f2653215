#!/bin/bash
#SBATCH --job-name=cornea
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --requeue
# sbatch deploy/slurm.sh: one process per machine, one thread per core. A job that is put back in the queue goes on from its run folder.
export CORNEA_THREADS=$SLURM_CPUS_PER_TASK
srun --mpi=pmix cornea train cnn --data mnist --shards 8 --out "$HOME/runs/$SLURM_JOB_ID"
