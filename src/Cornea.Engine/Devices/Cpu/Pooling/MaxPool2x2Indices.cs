using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Cornea.Devices.Cpu.Pooling;

/// <summary>What <see cref="MaxPool2x2Spec"/> keeps of a pooling, used.</summary>
internal static unsafe class MaxPool2x2Indices
{
    /// <summary>Gives each position's gradient to the pixel that was chosen, and 0 to the other three.</summary>
    /// <param name="choice">Two bytes for eight channels of the first position.</param>
    /// <param name="choiceStep">Bytes from one position to the next.</param>
    /// <param name="gradient">The first position's gradient.</param>
    /// <param name="gradientStep">Elements from one position to the next.</param>
    /// <param name="top">The first pixel of the upper row.</param>
    /// <param name="row">Elements from the upper row to the lower.</param>
    /// <param name="pixel">Elements from one pixel to the next.</param>
    /// <param name="positions">Positions side by side.</param>
    /// <param name="channels">Channels of each.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread(
        byte* choice, nint choiceStep, float* gradient, nint gradientStep, float* top, nint row, nint pixel, int positions, int channels)
    {
        var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        for (var position = 0; position < positions; position++, choice += choiceStep, gradient += gradientStep, top += 2 * pixel)
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
