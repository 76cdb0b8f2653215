using System.Collections.Immutable;

namespace Cornea.Graph;

/// <summary>A window over the spatial axes, which stand between the batch and the channels: [batch, spatial..., channels].</summary>
internal sealed record Window(ImmutableArray<WindowAxis> Axes)
{
    /// <summary>Taps of all axes together.</summary>
    public int Taps
    {
        get
        {
            var taps = 1;
            foreach (var axis in Axes)
                taps = checked(taps * axis.Size);
            return taps;
        }
    }

    /// <summary>The spatial lengths of the result.</summary>
    /// <exception cref="ShapeException">The tensor has other axes, or the window does not fit.</exception>
    public ImmutableArray<int> Positions(string who, Shape shape)
    {
        if (shape.Rank != Axes.Length + 2)
        {
            throw new ShapeException(
                $"{who} over {Axes.Length} spatial axes expects shape (batch, {string.Join(", ", Axes.Select((_, i) => $"length{i}"))}, "
                    + $"channels), but received {shape}.");
        }
        var positions = ImmutableArray.CreateBuilder<int>(Axes.Length);
        for (var i = 0; i < Axes.Length; i++)
        {
            var axis = Axes[i];
            if (axis.Size < 1 || axis.Stride < 1 || axis.Dilation < 1)
                throw new ShapeException($"{who} expects window sizes, strides and dilations of at least 1, but received {this}.");
            var count = axis.Positions(shape[i + 1]);
            if (count < 1)
            {
                throw new ShapeException(
                    $"{who} with a window of {axis.Extent} elements does not fit on axis {i + 1} of shape {shape} padded by {axis.Low} "
                        + $"and {axis.High}. " +
                    "Use a smaller window, less dilation, or padding Same.");
            }
            positions.Add(count);
        }
        return positions.MoveToImmutable();
    }

    public bool Equals(Window? other) => other is not null && Axes.AsSpan().SequenceEqual(other.Axes.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var axis in Axes)
            hash.Add(axis);
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join("x", Axes);
}
