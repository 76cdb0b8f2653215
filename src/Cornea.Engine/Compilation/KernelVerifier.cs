using Cornea.Compilation.Kernels;
using Cornea.Compilation.Scheduling;

namespace Cornea.Compilation;

/// <summary>Checks kernels in their order: views inside their buffers, reads after writes, and memory shared only where lives do not
/// overlap.</summary>
internal static class KernelVerifier
{
    public static void Check(IReadOnlyList<KernelSpec> specs, string pass)
    {
        var written = new HashSet<BufferSlot>();
        var updated = new HashSet<Variable>();
        foreach (var spec in specs)
        {
            foreach (var view in spec.Views)
            {
                CheckView(spec, view, pass);
            }
            foreach (var buffer in spec.Reads.Select(view => view.Buffer))
            {
                // There is nothing to write where there are no elements.
                if (buffer.Kind == BufferSlotKind.Arena && buffer.Type.Shape.Size > 0 && !written.Contains(buffer))
                {
                    throw Verifier.Fault(pass, $"{spec.Name} reads {buffer.Name} {buffer.Type} before any kernel has written it.");
                }
                // The new value is read from the buffer that it was written to; this is the old one.
                if (buffer.Variable is { } variable && updated.Contains(variable) && !written.Contains(buffer))
                {
                    throw Verifier.Fault(pass, $"{spec.Name} reads variable '{variable.Name}' after its update.");
                }
            }
            foreach (var buffer in spec.Writes.Select(view => view.Buffer))
            {
                if (buffer.Constant is not null)
                {
                    throw Verifier.Fault(pass, $"{spec.Name} writes to a constant {buffer.Type}.");
                }
                written.Add(buffer);
                if (buffer.Variable is not null)
                {
                    updated.Add(buffer.Variable);
                }
            }
        }
    }

    public static void CheckMemory(IReadOnlyList<KernelSpec> specs, long arenaBytes, string pass)
    {
        var lives = new Dictionary<BufferSlot, (int First, int Last)>();
        for (var i = 0; i < specs.Count; i++)
        {
            foreach (var view in specs[i].Views)
            {
                if (view.Buffer.Kind == BufferSlotKind.Arena && view.Buffer.Type.Bytes > 0)
                {
                    lives[view.Buffer] = lives.TryGetValue(view.Buffer, out var life) ? (life.First, i) : (i, i);
                }
            }
        }
        foreach (var (buffer, _) in lives)
        {
            if (buffer.Offset < 0 || buffer.Offset % MemoryPlan.Alignment != 0 || buffer.Offset + buffer.Type.Bytes > arenaBytes)
            {
                throw Verifier.Fault(pass, $"{buffer.Name} {buffer.Type} lies at {buffer.Offset} of an arena of {arenaBytes} bytes.");
            }
        }
        var sorted = lives.OrderBy(entry => entry.Key.Offset).ToArray();
        for (var i = 0; i < sorted.Length; i++)
        {
            var (buffer, life) = sorted[i];
            for (var j = i + 1; j < sorted.Length && sorted[j].Key.Offset < buffer.Offset + buffer.Type.Bytes; j++)
            {
                var (other, otherLife) = sorted[j];
                var (earlier, later) = life.First <= otherLife.First ? (life, otherLife) : (otherLife, life);
                // A kernel may write in place of what it reads last there.
                var isInPlace = earlier.Last == later.First && earlier.First < later.First && buffer.Offset == other.Offset;
                if (earlier.Last >= later.First && !isInPlace)
                {
                    throw Verifier.Fault(pass,
                        $"{buffer.Name} {buffer.Type} and {other.Name} {other.Type} share bytes while both are needed.");
                }
            }
        }
    }

    private static void CheckView(KernelSpec spec, BufferView view, string pass)
    {
        if (view.Count == 0)
        {
            return;
        }
        long first = view.Offset, last = view.Offset;
        for (var i = 0; i < view.Lengths.Length; i++)
        {
            var reach = (view.Lengths[i] - 1) * (long)view.Strides[i];
            (first, last) = reach < 0 ? (first + reach, last) : (first, last + reach);
        }
        if (first < 0 || last >= view.Buffer.Type.Shape.Size)
        {
            throw Verifier.Fault(pass, $"{spec.Name} reaches elements {first} to {last} of {view.Buffer.Name} {view.Buffer.Type}.");
        }
    }
}
