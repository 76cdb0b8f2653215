using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Cornea.Compilation.Scheduling;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>What <see cref="QuarterPoolSpec"/> keeps of a pooling, used.</summary>
internal static unsafe class QuarterChoices
{
    /// <summary>Gives each place's gradient to the pixel that was chosen, and 0 to the other three.</summary>
    /// <param name="choice">Two bytes for eight channels of the first place.</param>
    /// <param name="choiceStep">Bytes from one place to the next.</param>
    /// <param name="gradient">The first place's gradient.</param>
    /// <param name="gradientStep">Elements from one place to the next.</param>
    /// <param name="top">The first pixel of the upper row.</param>
    /// <param name="row">Elements from the upper row to the lower.</param>
    /// <param name="pixel">Elements from one pixel to the next.</param>
    /// <param name="places">Places side by side.</param>
    /// <param name="channels">Channels of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(
        byte* choice, nint choiceStep, float* gradient, nint gradientStep, float* top, nint row, nint pixel, int places, int channels)
    {
        var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        for (var place = 0; place < places; place++, choice += choiceStep, gradient += gradientStep, top += 2 * pixel)
        {
            var which = choice;
            var below = top + row;
            var i = 0;
            for (; i <= channels - 8; i += 8, which += 2)
            {
                var g = Vector256.Load(gradient + i);
                var odd = Vector256.Equals(Vector256.Create((int)which[0]) & bits, bits).AsSingle();
                var low = Vector256.Equals(Vector256.Create((int)which[1]) & bits, bits).AsSingle();
                var (up, down) = (Vector256.AndNot(g, low), g & low);
                Vector256.AndNot(up, odd).Store(top + i);
                (up & odd).Store(top + pixel + i);
                Vector256.AndNot(down, odd).Store(below + i);
                (down & odd).Store(below + pixel + i);
            }
            for (var bit = 0; i < channels; i++, bit++)
            {
                var one = ((which[0] >> bit) & 1) + 2 * ((which[1] >> bit) & 1);
                top[i] = one == 0 ? gradient[i] : 0;
                top[pixel + i] = one == 1 ? gradient[i] : 0;
                below[i] = one == 2 ? gradient[i] : 0;
                below[pixel + i] = one == 3 ? gradient[i] : 0;
            }
        }
    }
}
