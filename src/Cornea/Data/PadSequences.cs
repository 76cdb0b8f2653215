namespace Cornea.Data;

/// <summary>Sequences of different length as rows of one tensor. Keras: <c>keras.utils.pad_sequences</c>.</summary>
/// <remarks>Source: Keras, <c>utils/sequence_utils.py</c>.</remarks>
public static class PadSequences
{
    /// <summary>Pads short sequences with a value and cuts long ones.</summary>
    /// <typeparam name="T">The element type: bool, byte, int, long, float or double.</typeparam>
    /// <param name="sequences">The sequences; one may be empty.</param>
    /// <param name="maxLength">The length of all rows; that of the longest sequence where null.</param>
    /// <param name="padding">Whether the value stands before or behind a short sequence.</param>
    /// <param name="truncating">Whether a long sequence loses its beginning or its end.</param>
    /// <param name="value">What fills a row.</param>
    /// <returns>(sequences, length).</returns>
    /// <exception cref="ArgumentException">There are no sequences, the length is negative, or an end is neither Pre nor Post.</exception>
    public static Tensor Pad<T>(
        IReadOnlyList<IReadOnlyList<T>> sequences, int? maxLength = null, SequenceEnd padding = SequenceEnd.Pre,
        SequenceEnd truncating = SequenceEnd.Pre, T value = default)
        where T : unmanaged
    {
        var (padAfter, cutAfter) = Check(sequences.Count, maxLength, padding, truncating);
        var length = maxLength ?? sequences.Max(sequence => sequence.Count);
        var rows = new T[checked(sequences.Count * length)];
        Array.Fill(rows, value);
        for (var i = 0; i < sequences.Count; i++)
        {
            var kept = Math.Min(length, sequences[i].Count);
            var from = cutAfter ? 0 : sequences[i].Count - kept;
            var to = i * length + (padAfter ? 0 : length - kept);
            for (var j = 0; j < kept; j++)
                rows[to + j] = sequences[i][from + j];
        }
        return Tensor.From(rows, [sequences.Count, length]);
    }

    /// <summary>Pads short sequences of vectors, or of anything larger, with a value and cuts long ones.</summary>
    /// <param name="sequences">Tensors (length, ...) of one element type that differ in their length only.</param>
    /// <param name="maxLength">The length of all rows; that of the longest sequence where null.</param>
    /// <param name="padding">Whether the value stands before or behind a short sequence.</param>
    /// <param name="truncating">Whether a long sequence loses its beginning or its end.</param>
    /// <param name="value">What fills a row.</param>
    /// <returns>(sequences, length, ...), of the element type of the sequences.</returns>
    /// <exception cref="ArgumentException">There are no sequences, they do not fit together, the length is negative, or an end is
    /// neither Pre nor Post.</exception>
    public static Tensor Pad(
        IReadOnlyList<Tensor> sequences, int? maxLength = null, SequenceEnd padding = SequenceEnd.Pre,
        SequenceEnd truncating = SequenceEnd.Pre,
        double value = 0)
    {
        var (padAfter, cutAfter) = Check(sequences.Count, maxLength, padding, truncating);
        foreach (var sequence in sequences)
        {
            if (sequence.Rank == 0 || sequence.DType != sequences[0].DType
                || !sequence.Shape.Skip(1).SequenceEqual(sequences[0].Shape.Skip(1)))
            {
                throw new ArgumentException(
                    $"PadSequences expects sequences that differ in their length only, but received {sequences[0].Type} and " +
                    $"{sequence.Type}. Give all vectors one length and one element type.",
                    nameof(sequences));
            }
        }
        var length = maxLength ?? sequences.Max(sequence => sequence.Shape[0]);
        return Tensor.Stack([.. sequences.Select(Row)]);

        Tensor Row(Tensor sequence)
        {
            var count = sequence.Shape[0];
            var kept = Math.Min(length, count);
            var filling = Tensor.Full(new Shape([length - kept, .. sequence.Shape.Skip(1)]), value, sequence.DType);
            if (kept == 0)
                return filling;
            var values = cutAfter ? sequence[..kept] : sequence[(count - kept)..];
            return kept == length ? values : Tensor.Concat(padAfter ? [values, filling] : [filling, values]);
        }
    }

    /// <summary>The end of a Keras name, for names that come from a file or the command line.</summary>
    /// <param name="name"><c>pre</c> or <c>post</c>.</param>
    /// <exception cref="ArgumentException">There is no such end; the message names those there are.</exception>
    public static SequenceEnd EndFromName(string name) => name switch
    {
        "pre" => SequenceEnd.Pre,
        "post" => SequenceEnd.Post,
        _ => throw new ArgumentException(
            $"The end of a sequence is 'pre' or 'post', but received '{name}'. Choose one of them.", nameof(name)),
    };

    private static (bool PadAfter, bool CutAfter) Check(int sequences, int? maxLength, SequenceEnd padding, SequenceEnd truncating)
    {
        if (sequences == 0)
            throw new ArgumentException("PadSequences expects at least one sequence, but received none. Pass some.", nameof(sequences));
        if (maxLength < 0)
        {
            throw new ArgumentException(
                $"PadSequences expects a length of 0 or more, but received {maxLength}. Leave it out for the longest sequence.",
                nameof(maxLength));
        }
        return (IsAfter(padding, nameof(padding)), IsAfter(truncating, nameof(truncating)));
    }

    private static bool IsAfter(SequenceEnd end, string parameter) => end switch
    {
        SequenceEnd.Pre => false,
        SequenceEnd.Post => true,
        _ => throw new ArgumentException(
            $"PadSequences expects SequenceEnd.Pre or SequenceEnd.Post as its {parameter}, but received {end}.", parameter),
    };
}
