using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Cornea;

/// <summary>
/// Memory that the host can address: pinned and aligned to 64 bytes, so kernels may keep its address while it is alive.
/// The collector frees it; there is nothing to dispose.
/// </summary>
internal sealed unsafe class HostMemory : DeviceMemory
{
    private const int Alignment = 64;
    private readonly Line[] _lines;

    public HostMemory(TensorType type, bool cleared = true)
        : base(type)
    {
        MemoryBudget.Check(type.Bytes, $"A tensor of {type}");
        MemoryReserve.Consider(type.Bytes);
        var lines = checked((int)(type.Bytes / Alignment) + 2);
        _lines = cleared
            ? GC.AllocateArray<Line>(lines, pinned: true)
            : GC.AllocateUninitializedArray<Line>(lines, pinned: true);
        var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_lines));
        LargePages.Advise(address, (long)lines * Alignment);
        Address = (byte*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }

    public byte* Address { get; }

    public Span<T> Span<T>() where T : unmanaged
    {
        if (DTypes.Of<T>() != Type.DType)
        {
            throw new InvalidOperationException(
                $"A tensor of {Type} was read as {DTypes.Of<T>().Name()}. Cast it first: tensor.Cast(DType.{DTypes.Of<T>()}).");
        }
        return new Span<T>(Address, Type.Shape.Size);
    }

    public Span<byte> Bytes => Type.Bytes <= int.MaxValue
        ? new(Address, (int)Type.Bytes)
        : throw new NotSupportedException(
            $"A tensor of {Type} has {Type.Bytes:N0} bytes, and at most {int.MaxValue:N0} can be assigned to a variable, copied or saved "
                + "at once. Split it into several tensors.");

    public override void Read(long offset, Span<byte> destination) =>
        new ReadOnlySpan<byte>(Address + offset, destination.Length).CopyTo(destination);

    public override void Write(long offset, ReadOnlySpan<byte> source) => source.CopyTo(new Span<byte>(Address + offset, source.Length));

    public static HostMemory Copy<T>(ReadOnlySpan<T> values, Shape shape) where T : unmanaged
    {
        var buffer = new HostMemory(new TensorType(shape, DTypes.Of<T>()), cleared: false);
        values.CopyTo(buffer.Span<T>());
        return buffer;
    }

    /// <summary>One element as a double, whatever the type: for printing, folding and checks.</summary>
    public double this[int index] => Type.DType switch
    {
        DType.Bool or DType.UInt8 => Address[index],
        DType.Int8 => ((sbyte*)Address)[index],
        DType.UInt16 => ((ushort*)Address)[index],
        DType.Int16 => ((short*)Address)[index],
        DType.UInt32 => ((uint*)Address)[index],
        DType.Int32 => ((int*)Address)[index],
        DType.Int64 => ((long*)Address)[index],
        DType.BFloat16 => ((BFloat16*)Address)[index],
        DType.Float16 => (double)((Half*)Address)[index],
        DType.Float32 => ((float*)Address)[index],
        DType.Float64 => ((double*)Address)[index],
    };

    /// <summary>Gives one element a value, rounded or wrapped around to the type.</summary>
    public void Set(int index, double value)
    {
        var whole = Type.DType.IsFloat() ? 0 : (long)value;
        _ = Type.DType switch
        {
            DType.Bool => Address[index] = value != 0 ? (byte)1 : (byte)0,
            DType.UInt8 => Address[index] = unchecked((byte)whole),
            DType.Int8 => ((sbyte*)Address)[index] = unchecked((sbyte)whole),
            DType.UInt16 => ((ushort*)Address)[index] = unchecked((ushort)whole),
            DType.Int16 => ((short*)Address)[index] = unchecked((short)whole),
            DType.UInt32 => ((uint*)Address)[index] = unchecked((uint)whole),
            DType.Int32 => ((int*)Address)[index] = unchecked((int)whole),
            DType.Int64 => ((long*)Address)[index] = whole,
            DType.BFloat16 => ((BFloat16*)Address)[index] = (BFloat16)value,
            DType.Float16 => (double)(((Half*)Address)[index] = (Half)value),
            DType.Float32 => ((float*)Address)[index] = (float)value,
            DType.Float64 => ((double*)Address)[index] = value,
        };
    }

    // Arrays of 64-byte elements reach past the 2 GiB that a byte array can hold.
    [StructLayout(LayoutKind.Sequential, Size = Alignment)]
    private struct Line;
}
