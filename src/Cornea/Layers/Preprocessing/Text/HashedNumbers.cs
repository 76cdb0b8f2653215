namespace Cornea.Layers;

/// <summary><see cref="Hashing"/> of whole numbers inside a model of a file.</summary>
[NotSaved("It is saved as the layer that it was read as.")]
internal sealed class HashedNumbers : StoredLayer
{
    private readonly int _bins;
    private readonly double? _mask;
    private readonly (ulong First, ulong Second)? _salt;
    private readonly CategoryOutput _output;

    /// <summary>Initializes the layer.</summary>
    /// <param name="serialized">How the file describes it.</param>
    /// <param name="bins">How many bins, the mask's included.</param>
    /// <param name="mask">The number that gets bin 0 to itself; none where null.</param>
    /// <param name="salt">Two secret numbers.</param>
    /// <param name="output">What comes out.</param>
    public HashedNumbers(ConfigObject serialized, int bins, double? mask, (ulong First, ulong Second)? salt, CategoryOutput output)
        : base(serialized) => (_bins, _mask, _salt, _output) = (Require.Positive(bins, "Hashing", nameof(bins)), mask, salt, output);

    /// <inheritdoc/>
    public override Tensors Call(Tensors inputs, CallContext context)
    {
        var x = (Tensor)inputs;
        if (x.DType == DType.Bool)
            throw new ShapeException($"{this} expects whole numbers, but received {x.DType}. Cast them first.");
        var (numbers, isMasked) = (x.Cast(DType.Int64), _mask is not null && _bins > 1);
        var hash = _salt is { } salt ? NumberHash.Keyed(numbers, salt.First, salt.Second) : NumberHash.Fingerprint(numbers);
        var bins = NumberHash.Modulo(hash, isMasked ? _bins - 1 : _bins);
        if (isMasked)
        {
            var isMask = x.DType.IsFloat() ? x.EqualTo(_mask!.Value) : numbers.EqualTo(Tensor.From((long)_mask!.Value));
            bins = Tensor.Where(isMask, Tensor.From(0L), bins + Tensor.From(1L));
        }
        return Encoded(bins, _bins, _output);
    }
}
