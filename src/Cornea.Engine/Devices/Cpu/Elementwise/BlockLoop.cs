using System.Runtime.CompilerServices;

namespace Cornea.Devices.Cpu.Elementwise;

/// <summary>The loop of one step of a <see cref="BlockProgram"/> over a block.</summary>
/// <typeparam name="V">The vector.</typeparam>
/// <typeparam name="F">What is done.</typeparam>
internal static unsafe class BlockLoop<V, F>
    where V : unmanaged
    where F : struct, IVectorFunction<V>
{
    /// <summary>Runs the step.</summary>
    /// <param name="step">The numbers of the slots of its result and of its operands.</param>
    /// <param name="slots">Where the block of each slot begins.</param>
    /// <param name="strides">Bytes from one vector of a slot to the next; 0 repeats one.</param>
    /// <param name="pairs">Pairs of vectors in the block.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(int* step, byte** slots, nint* strides, nint pairs)
    {
        var target = slots[step[0]];
        var end = target + pairs * 2 * sizeof(V);
        var a = slots[step[1]];
        var nextA = strides[step[1]];
        var b = F.Operands > 1 ? slots[step[2]] : null;
        var nextB = F.Operands > 1 ? strides[step[2]] : 0;
        var c = F.Operands > 2 ? slots[step[3]] : null;
        var nextC = F.Operands > 2 ? strides[step[3]] : 0;
        var d = F.Operands > 3 ? slots[step[4]] : null;
        var nextD = F.Operands > 3 ? strides[step[4]] : 0;
        while (target < end)
        {
            var first = F.Of(
                *(V*)a, F.Operands > 1 ? *(V*)b : default, F.Operands > 2 ? *(V*)c : default, F.Operands > 3 ? *(V*)d : default);
            a += nextA;
            b += nextB;
            c += nextC;
            d += nextD;
            if (F.IsShort)
            {
                var second = F.Of(
                    *(V*)a, F.Operands > 1 ? *(V*)b : default, F.Operands > 2 ? *(V*)c : default, F.Operands > 3 ? *(V*)d : default);
                a += nextA;
                b += nextB;
                c += nextC;
                d += nextD;
                *(V*)target = first;
                *((V*)target + 1) = second;
                target += 2 * sizeof(V);
            }
            else
            {
                *(V*)target = first;
                target += sizeof(V);
            }
        }
    }
}
