namespace Cornea;

/// <summary>Sequences of different length as rows of one tensor. Keras: <c>keras.utils.pad_sequences</c>.</summary>
/// <remarks>Source: Keras, <c>utils/sequence_utils.py</c>.</remarks>
public static class PadSequences
{
    /// <summary>Pads short sequences with a value and cuts long ones.</summary>
    /// <typeparam name="T">The element type: bool, byte, int, long, float or double.</typeparam>
    /// <param name="sequences">The sequences; one may be empty.</param>
    /// <param name="maxLength">The length of all rows; that of the longest sequence where null.</param>
    /// <param name="padAfter">Whether the value stands behind a short sequence instead of before it.</param>
    /// <param name="cutAfter">Whether a long sequence loses its end instead of its beginning.</param>
    /// <param name="value">What fills a row.</param>
    /// <returns>(sequences, length).</returns>
    /// <exception cref="ArgumentException">There are no sequences, or the length is negative.</exception>
    public static Tensor Pad<T>(IReadOnlyList<IReadOnlyList<T>> sequences, int? maxLength = null, bool padAfter = false, bool cutAfter = false, T value = default)
        where T : unmanaged
    {
        if (sequences.Count == 0)
            throw new ArgumentException("PadSequences expects at least one sequence, but received none. Pass some.", nameof(sequences));
        if (maxLength < 0)
            throw new ArgumentException($"PadSequences expects a length of 0 or more, but received {maxLength}. Leave it out for the longest sequence.", nameof(maxLength));
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
}
