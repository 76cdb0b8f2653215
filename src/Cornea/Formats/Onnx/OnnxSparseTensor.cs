namespace Cornea.Formats.Onnx;

/// <summary>A tensor of which only some values are given; the others are 0.</summary>
/// <param name="Values">The values, one axis.</param>
/// <param name="Indices">Their places: one number each into the rows laid end to end, or one number for each axis.</param>
/// <param name="Dims">The lengths of the axes.</param>
internal sealed record OnnxSparseTensor(OnnxTensor Values, OnnxTensor Indices, IReadOnlyList<long> Dims);
