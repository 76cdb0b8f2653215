using System.Diagnostics;

namespace Cornea;

/// <summary>
/// A named tensor that changes between runs: a weight, a moving average, an optimizer's memory. Inside a plan it changes
/// only through an <see cref="Update"/>; between runs through <see cref="Assign"/>.
/// </summary>
[DebuggerDisplay("{Name} {Type}")]
public sealed partial class Variable
{
    private readonly Lock _first = new();
    private Func<Tensor>? _initial;
    private HostMemory? _memory;
    private VariableCopies? _copies;

    /// <summary>Makes a variable.</summary>
    /// <param name="initial">Its first value; its shape and element type stay.</param>
    /// <param name="name">Its name in messages and files.</param>
    /// <param name="trainable">Whether training changes it by its gradient.</param>
    public Variable(Tensor initial, string name = "variable", bool trainable = true)
    {
        Name = name;
        Trainable = trainable;
        Type = initial.Type;
        if (initial.Known is { } known)
        {
            _memory = new HostMemory(Type, cleared: false);
            known.Bytes.CopyTo(_memory.Bytes);
        }
        else
        {
            _memory = initial.EvaluateAnew(out _); // made where it stays: an optimizer's states are as large as the weights
        }
        Value = new Tensor(new Graph.Ops.VariableRead(this), []);
    }

    /// <summary>Makes a variable whose first value is computed when it is first needed; until then it takes no memory.</summary>
    /// <param name="type">Its shape and element type.</param>
    /// <param name="initial">Gives the first value, of that shape; it is cast to the element type. Called once at most.</param>
    /// <param name="name">Its name in messages and files.</param>
    /// <param name="trainable">Whether training changes it by its gradient.</param>
    public Variable(TensorType type, Func<Tensor> initial, string name = "variable", bool trainable = true)
    {
        Name = name;
        Trainable = trainable;
        Type = type;
        _initial = initial;
        Value = new Tensor(new Graph.Ops.VariableRead(this), []);
    }

    /// <summary>Its name.</summary>
    public string Name { get; set; }

    /// <summary>Whether training changes it by its gradient.</summary>
    public bool Trainable { get; set; }

    /// <summary>Shape and element type.</summary>
    public TensorType Type { get; }

    /// <summary>Axis lengths.</summary>
    public Shape Shape => Type.Shape;

    /// <summary>Element type.</summary>
    public DType DType => Type.DType;

    /// <summary>The variable as part of a graph: what it holds at the time the graph runs.</summary>
    public Tensor Value { get; }

    /// <summary>What it holds now, in the host's memory: copied there first where a device wrote it last.</summary>
    internal HostMemory Memory
    {
        get
        {
            var memory = _memory ?? FirstValue();
            _copies?.ToHost(memory);
            return memory;
        }
    }

    /// <summary>The variable as part of a graph.</summary>
    /// <param name="variable">A variable.</param>
    public static implicit operator Tensor(Variable variable) => variable.Value;

    /// <summary>A copy of what it holds now.</summary>
    public Tensor ToTensor()
    {
        var copy = new HostMemory(Type, cleared: false);
        Memory.Bytes.CopyTo(copy.Bytes);
        return new Tensor(copy);
    }

    /// <summary>What it holds now, without a copy. Valid until it next changes.</summary>
    /// <typeparam name="T">The C# type of <see cref="DType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The values lie in the memory of a device, which the host cannot address.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged => _copies?.Writer is { } device
        ? throw new InvalidOperationException(
            $"AsSpan expects values in the host's memory, but variable '{Name}' was written last on device '{device}', whose memory the "
                + $"host cannot " +
            "address. Copy them with CopyTo, ToArray or ToTensor.")
        : Memory.Span<T>();

    /// <summary>Copies what it holds now, row by row, from whichever memory it lies in.</summary>
    /// <typeparam name="T">The C# type of <see cref="DType"/>.</typeparam>
    /// <param name="destination">At least as long as the variable has elements.</param>
    /// <exception cref="ArgumentException">It is too short.</exception>
    public void CopyTo<T>(Span<T> destination) where T : unmanaged
    {
        if (destination.Length < Shape.Size)
        {
            throw new ArgumentException(
                $"CopyTo of variable '{Name}' of shape {Shape} writes {Shape.Size:N0} elements, but received room "
                    + $"for {destination.Length:N0}.", nameof(destination));
        }
        Memory.Span<T>().CopyTo(destination);
    }

    /// <summary>A copy of what it holds now, row by row.</summary>
    /// <typeparam name="T">bool, byte, int, long, float or double; converted where it differs.</typeparam>
    public T[] ToArray<T>() where T : unmanaged => ToTensor().ToArray<T>();

    /// <summary>What it holds now as it lies in the host's memory (copied there first where a device wrote it last). Valid until it next
    /// changes.</summary>
    public ReadOnlySpan<byte> AsBytes() => Memory.Bytes;

    /// <summary>Gives it other values as they lie in memory.</summary>
    /// <param name="bytes">All elements, row by row, in its element type.</param>
    /// <exception cref="ShapeException">The number of bytes differs.</exception>
    public void AssignBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Type.Bytes)
        {
            throw new ShapeException(
                $"Variable '{Name}' of {Type} holds {Type.Bytes:N0} bytes, but received {bytes.Length:N0}. Give all of them.");
        }
        var memory = ToOverwrite();
        bytes.CopyTo(memory.Bytes);
        Overwritten(memory);
    }

    /// <summary>Gives it other values, written straight to their place: no copy of them is needed beside it.</summary>
    /// <param name="fill">Writes all elements, row by row, as they lie in memory.</param>
    /// <example><code>variable.AssignBytes(bytes => file.ReadExactly(bytes));</code></example>
    public void AssignBytes(Action<Span<byte>> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        var memory = ToOverwrite();
        fill(memory.Bytes);
        Overwritten(memory);
    }

    /// <summary>Gives it another value.</summary>
    /// <param name="value">A tensor of its shape; cast to its element type.</param>
    /// <exception cref="ShapeException">The shape differs.</exception>
    public void Assign(Tensor value)
    {
        if (value.Shape != Shape)
        {
            throw new ShapeException(
                $"Variable '{Name}' has shape {Shape}, but received a value of shape {value.Shape}. Reshape the value.");
        }
        // The value first: it may be computed from what the variable holds.
        var bytes = value.Cast(DType).Evaluate().Bytes;
        var memory = ToOverwrite();
        bytes.CopyTo(memory.Bytes);
        Overwritten(memory);
    }

    /// <summary>Gives it other values.</summary>
    /// <typeparam name="T">The C# type of <see cref="DType"/>.</typeparam>
    /// <param name="values">All elements, row by row.</param>
    /// <exception cref="ShapeException">The number of values differs.</exception>
    public void Assign<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        if (values.Length != Shape.Size)
        {
            throw new ShapeException(
                $"Variable '{Name}' of shape {Shape} holds {Shape.Size:N0} values, but received {values.Length:N0}. Give all of them.");
        }
        var memory = ToOverwrite();
        values.CopyTo(memory.Span<T>());
        Overwritten(memory);
    }

    /// <summary>Gives its memory back. Until it is assigned again it has no value, and reading it fails. Functions that were compiled
    /// before keep the memory they were made with.</summary>
    /// <param name="reason">Where the value is, for whoever reads it all the same.</param>
    public void Release(string reason)
    {
        lock (_first)
        {
            (_memory, _copies) = (null, null);
            _initial = () => throw new InvalidOperationException($"Variable '{Name}' has no value here: {reason}");
        }
    }

    /// <summary>Name, type and values.</summary>
    public override string ToString() => $"{Name} {Type}\n{ToTensor()}";

    /// <summary>Its memory on a device that does not use the host's.</summary>
    /// <param name="device">The device.</param>
    /// <param name="copy">Makes a copy in the device's memory.</param>
    internal DeviceMemory MemoryOn(IMemorySpace device, Func<HostMemory, DeviceMemory> copy) =>
        (_copies ??= new VariableCopies()).On(device, Memory, copy);

    /// <summary>Makes sure that a device has what was written last.</summary>
    /// <param name="device">The device that is about to read it.</param>
    internal void BeforeRun(IMemorySpace device)
    {
        if (_copies is not null)
        {
            _copies.BringTo(device, Memory);
        }
    }

    /// <summary>Remembers that a device wrote it.</summary>
    /// <param name="device">The device.</param>
    internal void AfterUpdate(IMemorySpace device)
    {
        if (_copies is null)
        {
            return;
        }
        if (device.UsesHostMemory)
        {
            _copies.HostWrote();
        }
        else
        {
            _copies.Wrote(device);
        }
    }

    // What is overwritten whole needs no first value, and none from a device.
    private HostMemory ToOverwrite() => _memory ?? new HostMemory(Type, cleared: false);

    private void Overwritten(HostMemory memory)
    {
        lock (_first)
        {
            (_memory, _initial) = (memory, null);
        }
        _copies?.HostWrote();
    }

    private HostMemory FirstValue()
    {
        lock (_first)
        {
            if (_memory is { } there)
                return there;
            var value = _initial!();
            if (value.Shape != Shape)
            {
                throw new ShapeException(
                    $"Variable '{Name}' has shape {Shape}, but its first value has shape {value.Shape}. Give it values of its own shape.");
            }
            var first = value.Cast(DType);
            HostMemory buffer;
            if (first.Known is { } known)
            {
                buffer = new HostMemory(Type, cleared: false);
                known.Bytes.CopyTo(buffer.Bytes);
            }
            else
            {
                buffer = first.EvaluateAnew(out _); // large weights are made where they stay
            }
            _initial = null;
            return _memory = buffer;
        }
    }
}
