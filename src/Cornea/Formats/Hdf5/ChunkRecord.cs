namespace Cornea.Formats.Hdf5;

/// <summary>One stored chunk.</summary>
/// <param name="Number">Its place in the grid of chunks, counted row by row.</param>
/// <param name="Address">Where it is stored.</param>
/// <param name="StoredSize">Bytes that it takes in the file.</param>
/// <param name="Mask">Filters that it did not go through, a bit each.</param>
internal readonly record struct ChunkRecord(long Number, long Address, long StoredSize, uint Mask);
