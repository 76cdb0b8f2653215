using Cornea.Compilation.Kernels;

namespace Cornea.Devices.Reference;

/// <summary>The elements of a view as doubles, copied out of a device's memory and into it.</summary>
internal static class ViewElements
{
    /// <summary>All elements in the order of the view.</summary>
    public static double[] Read(BufferView view)
    {
        var (host, positions) = (Copy(view.Buffer), Indices(view));
        return Array.ConvertAll(positions, index => host[index]);
    }

    /// <summary>Replaces all elements of the view; the others of its buffer stay.</summary>
    public static void Write(BufferView view, double[] values)
    {
        var (host, positions) = (Copy(view.Buffer), Indices(view));
        for (var i = 0; i < values.Length; i++)
        {
            host.Set(positions[i], values[i]);
        }
        view.Buffer.Memory!.Write(view.Buffer.Offset, host.Bytes);
    }

    /// <summary>The 64 bits of a random key; a double holds 53 of them.</summary>
    public static ulong Key(BufferView view) => unchecked((ulong)Copy(view.Buffer).Span<long>()[view.Offset]);

    private static HostMemory Copy(BufferSlot buffer)
    {
        var host = new HostMemory(buffer.Type, cleared: false);
        buffer.Memory!.Read(buffer.Offset, host.Bytes);
        return host;
    }

    private static int[] Indices(BufferView view)
    {
        var indices = new int[view.Count];
        var (block, filled) = (1, 0);
        if (indices.Length == 0)
        {
            return indices;
        }
        indices[filled++] = view.Offset;
        // From the last axis to the first: what is filled is one block, repeated along the axis.
        for (var axis = view.Lengths.Length - 1; axis >= 0; axis--)
        {
            for (var i = 1; i < view.Lengths[axis]; i++)
            {
                for (var j = 0; j < block; j++)
                {
                    indices[filled++] = indices[j] + i * view.Strides[axis];
                }
            }
            block = filled;
        }
        return indices;
    }
}
