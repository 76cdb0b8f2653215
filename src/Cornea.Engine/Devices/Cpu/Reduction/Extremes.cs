using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Reduction;

/// <summary>The largest or smallest numbers of float32. In whichever order they are taken, the result is the same; not a number wins over
/// all others, and 0 lies above -0.</summary>
/// <typeparam name="E">Which.</typeparam>
internal sealed unsafe class Extremes<E> : Accumulation where E : struct, IExtreme
{
    public override void Start(byte* results, int count) => new Span<float>(results, count).Fill(E.Start);

    // Four at once: each waits for the one before it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddRow(byte* result, byte* row, int count)
    {
        const int Step = 16;
        var x = (float*)row;
        var (i, most) = (0, *(float*)result);
        if (count >= Step)
        {
            var a = Vector512.Load(x);
            var (b, c, d) = (a, a, a);
            for (; i <= count - 4 * Step; i += 4 * Step)
            {
                a = E.Of(a, Vector512.Load(x + i));
                b = E.Of(b, Vector512.Load(x + i + Step));
                c = E.Of(c, Vector512.Load(x + i + 2 * Step));
                d = E.Of(d, Vector512.Load(x + i + 3 * Step));
            }
            for (; i <= count - Step; i += Step)
                a = E.Of(a, Vector512.Load(x + i));
            a = E.Of(E.Of(a, b), E.Of(c, d));
            for (var lane = 0; lane < Step; lane++)
                most = E.Of(most, a[lane]);
        }
        for (; i < count; i++)
            most = E.Of(most, x[i]);
        *(float*)result = most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void AddColumns(byte* results, byte* row, int count)
    {
        const int Step = 16;
        float* most = (float*)results, x = (float*)row;
        var i = 0;
        for (; i <= count - Step; i += Step)
            E.Of(Vector512.Load(most + i), Vector512.Load(x + i)).Store(most + i);
        for (; i < count; i++)
            most[i] = E.Of(most[i], x[i]);
    }
}
