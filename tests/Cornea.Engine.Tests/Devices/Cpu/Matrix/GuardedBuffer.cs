using Shouldly;

namespace Cornea.Tests.Devices.Cpu.Matrix;

/// <summary>Pinned memory with canaries on both sides, for kernels that work on pointers.</summary>
internal sealed unsafe class GuardedBuffer<T>
    where T : unmanaged, System.Numerics.INumber<T>
{
    private const int Guard = 64;
    private static readonly T Canary = T.CreateTruncating(12345);
    private readonly T[] _array;

    public GuardedBuffer(int length)
    {
        Length = length;
        _array = GC.AllocateUninitializedArray<T>(length + (2 * Guard), pinned: true);
        _array.AsSpan().Fill(Canary);
    }

    public int Length { get; }

    public T* Pointer => (T*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_array, Guard);

    public Span<T> Span => _array.AsSpan(Guard, Length);

    public void Fill(Random random)
    {
        foreach (ref T value in Span) value = T.CreateTruncating((random.NextDouble() - 0.5) * 20);
    }

    public void CheckCanaries()
    {
        for (int i = 0; i < Guard; i++)
        {
            _array[i].ShouldBe(Canary);
            _array[^(i + 1)].ShouldBe(Canary);
        }
    }

    public static bool IsCanary(T value) => value == Canary;
}
