namespace Cornea.Layers;

/// <summary>The decimal texts of whole numbers, as bytes in tensors.</summary>
internal sealed class DecimalText
{
    private const int Most = 20; // a sign and 19 digits

    private readonly List<Tensor> _fromEnd = [];
    private readonly Tensor _whole;

    /// <summary>Writes numbers.</summary>
    /// <param name="numbers">Int64 of any shape.</param>
    public DecimalText(Tensor numbers)
    {
        var isNegative = numbers < Of(0);
        // Below 0 there is room for the magnitude of every number.
        var below = Tensor.Where(isNegative, numbers, -numbers);
        var (left, digits) = (below.FloorDivide(Of(-10)), Tensor.OnesLike(numbers));
        _fromEnd.Add(-below - left * Of(10) + Of('0'));
        for (var place = 1; place < Most; place++)
        {
            var more = left.FloorDivide(Of(10));
            var sign = Tensor.Where(isNegative & digits.EqualTo(Of(place)), Of('-'), Of(0));
            _fromEnd.Add(Tensor.Where(left > Of(0), left - more * Of(10) + Of('0'), sign));
            digits += (left > Of(0)).Cast(DType.Int64);
            left = more;
        }
        Length = digits + isNegative.Cast(DType.Int64);
        _whole = Tensor.Stack(_fromEnd, -1);
    }

    /// <summary>How many bytes each text has.</summary>
    public Tensor Length { get; }

    /// <summary>The byte at a place; 0 behind the end.</summary>
    public Tensor Byte(int place) => ByteAt(Of(place));

    /// <summary>The byte at a place of each text; 0 behind the end.</summary>
    public Tensor ByteAt(Tensor place)
    {
        var fromEnd = Length - Of(1) - place;
        var index = Tensor.Maximum(fromEnd, Of(0)).Cast(DType.Int32).ExpandDims(-1);
        return Tensor.Where(fromEnd < Of(0), Of(0), _whole.TakeAlong(index, -1).Squeeze(-1));
    }

    /// <summary>The byte at a place that is counted from the end; 0 before the beginning.</summary>
    public Tensor ByteFromEnd(int place) => _fromEnd[place];

    /// <summary>Bytes from a place on as a number, the first one lowest.</summary>
    public Tensor Word(int place, int bytes) => Sum(Enumerable.Range(0, bytes).Select(i => Byte(place + i)));

    /// <summary>Bytes before a place that is counted from the end, as a number, the first one lowest.</summary>
    public Tensor WordFromEnd(int place, int bytes) => Sum(Enumerable.Range(0, bytes).Select(i => ByteFromEnd(place + bytes - 1 - i)));

    private static Tensor Sum(IEnumerable<Tensor> bytes) =>
        bytes.Select((value, i) => value * Of(1L << (8 * i))).Aggregate((sum, value) => sum + value);

    private static Tensor Of(long value) => Tensor.From(value);
}
