using Cornea.Formats.Hdf5;

namespace Cornea.Formats.Keras;

/// <summary>One variable of a file.</summary>
/// <param name="Name">Its name: a number in the newer forms, a weight name such as <c>dense/kernel:0</c> in legacy files.</param>
/// <param name="Dataset">Its shape, type and values, which are read when they are asked for.</param>
public sealed record KerasVariable(string Name, Hdf5Dataset Dataset);
