namespace Cornea.Devices.Cpu.Matrix;

/// <summary>The sizes of a product C[rows, columns] = A[rows, depth] * B[depth, columns], repeated for a batch of matrices.</summary>
internal readonly record struct GemmShape(int Rows, int Columns, int Depth, int Batch = 1);
