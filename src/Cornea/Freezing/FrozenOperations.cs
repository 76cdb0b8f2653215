using System.Globalization;

namespace Cornea.Freezing;

/// <summary>
/// Writes what has no code of its own by the operations of the engine: the computation is traced for one sample, and each operation
/// becomes one call.
/// </summary>
internal sealed partial class FrozenOperations
{
    private readonly FrozenCode _code;
    private readonly Dictionary<Tensor, FrozenValue> _values = new(ReferenceEqualityComparer.Instance);
    // Tensors that have the same values in every call, and what they stand for where they are read inside of a loop.
    private readonly HashSet<Tensor> _fixed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _outside = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, int> _uses = new(ReferenceEqualityComparer.Instance);

    private FrozenOperations(FrozenCode code) => _code = code;

    /// <summary>Writes a computation; gives the reason where it cannot be written, else null.</summary>
    /// <param name="compute">What is computed, of tensors with a batch of one.</param>
    /// <param name="inputs">The values that it is computed of, without the batch axis.</param>
    /// <param name="types">Their element types.</param>
    /// <param name="code">Takes the calls.</param>
    /// <param name="results">What comes out, without the batch axis.</param>
    public static string? Write(
        Func<Tensors, CallContext, Tensors> compute, FrozenValue[] inputs, DType[] types, FrozenCode code, out FrozenValue[]? results)
    {
        results = null;
        Tensor[] given = [.. inputs.Select((input, i) => Tensor.Input(input.Shape.Insert(0, 1), types[i]))];
        Tensor[] made;
        try
        {
            var context = new CallContext();
            made = [.. compute(given, context)];
            if (context.UpdatesSoFar().Length > 0)
                return "it keeps states";
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return exception.Message;
        }
        var writer = new FrozenOperations(code);
        foreach (var (tensor, value) in given.Zip(inputs))
            writer._values[tensor] = value.As(tensor.Shape);
        try
        {
            writer.Emit(made, () => { });
            results = [.. made.Select(tensor => Sample(writer.Operand(tensor)))];
        }
        catch (NotSupportedException exception)
        {
            return exception.Message;
        }
        // The network counts itself who reads the results.
        foreach (var tensor in made.Where(tensor => !writer._fixed.Contains(tensor)))
            writer._values[tensor].Root.Uses--;
        return null;
    }

    private static FrozenValue Sample(FrozenValue value) => value.Shape.Rank == 0 || value.Shape[0] != 1
        ? throw new NotSupportedException($"its output has shape {value.Shape} for one sample")
        : value.As(value.Shape[1..]);

    // Writes the operations that some tensors need, and what is to come before their memory is free again.
    private void Emit(IReadOnlyList<Tensor> ends, Action last)
    {
        var nodes = TensorGraph.Of(ends);
        foreach (var node in nodes.Where(node => !_values.ContainsKey(node.Value)))
        {
            if (node.Operation is "Constant" or "Variable" || (node.Operation is not ("Scan" or "Input" or "Random")
                && node.Inputs.Count > 0 && node.Inputs.All(input => _fixed.Contains(input))))
            {
                _fixed.Add(node.Value);
            }
        }
        var live = Read(nodes, ends);
        foreach (var tensor in live.SelectMany(node => node.Inputs).Concat(ends).Where(tensor => !_fixed.Contains(tensor)))
            _uses[tensor] = _uses.GetValueOrDefault(tensor) + 1;
        foreach (var tensor in nodes.Select(node => node.Value).Where(_values.ContainsKey))
            _values[tensor].Root.Uses += _uses.GetValueOrDefault(tensor);
        foreach (var node in live)
        {
            if (node.Value.DType is DType.Float16 or DType.BFloat16)
                throw new NotSupportedException($"it computes in {node.Value.DType.Name()}");
            if (node.Operation == "Scan")
                Loop(node, live);
            else if (!_values.ContainsKey(node.Value))
                Take(node.Value, Operation(node));
            foreach (var input in node.Inputs.Where(_values.ContainsKey))
                _code.Release(_values[input]);
        }
        last();
    }

    // The nodes that are computed in the file, reading what is only repeated from where it is once.
    private List<TensorNode> Read(IReadOnlyList<TensorNode> nodes, IReadOnlyList<Tensor> ends)
    {
        var made = new Dictionary<Tensor, TensorNode>(ReferenceEqualityComparer.Instance);
        foreach (var node in nodes)
            made[node.Value] = node;
        Tensor Source(Tensor tensor, Shape along)
        {
            while (!_values.ContainsKey(tensor) && made.TryGetValue(tensor, out var node) && node.Operation == "Broadcast"
                && FrozenLayers.IsRepeated(node.Inputs[0].Shape, along))
            {
                tensor = node.Inputs[0];
            }
            return tensor;
        }
        var wanted = new HashSet<object>(ends, ReferenceEqualityComparer.Instance);
        var live = new List<TensorNode>();
        foreach (var node in nodes.Reverse())
        {
            if (_fixed.Contains(node.Value) || _values.ContainsKey(node.Value) || !wanted.Contains(node.Value)
                || _outside.ContainsKey(node.Value))
            {
                continue;
            }
            var own = Pairs.Contains(node.Operation) || node.Operation == "Select"
                ? node with { Inputs = [.. node.Inputs.Select(input => Source(input, node.Value.Shape))] } : node;
            wanted.UnionWith(own.Inputs);
            live.Add(own);
        }
        live.Reverse();
        return live;
    }

    private void Take(Tensor tensor, FrozenValue value)
    {
        value.Root.Uses += _uses.GetValueOrDefault(tensor);
        _values[tensor] = value;
    }

    /// <summary>A tensor as an operand: a value of the file, or numbers kept in it.</summary>
    private FrozenValue Operand(Tensor tensor)
    {
        if (_values.TryGetValue(tensor, out var value))
            return value;
        return Known(tensor) is { } known ? new FrozenValue(tensor.Shape, _code.Weight(Numbers(known)))
            : throw new NotSupportedException("it reads what is not computed");
    }

    // The tensor whose values are known, or null.
    private Tensor? Known(Tensor tensor)
    {
        while (_outside.TryGetValue(tensor, out var outer))
            tensor = outer;
        return _fixed.Contains(tensor) ? tensor : null;
    }

    private static float[] Numbers(Tensor tensor)
    {
        if (tensor.DType is DType.Float32 or DType.Bool)
            return tensor.ToFloat32().ToArray();
        var wide = tensor.ToArray<double>();
        float[] numbers = [.. wide.Select(number => (float)number)];
        // Whole numbers are kept as float32, which has them up to 2^24.
        return tensor.DType.IsFloat() || numbers.Zip(wide).All(pair => pair.First == pair.Second) ? numbers
            : throw new NotSupportedException("it reads whole numbers beyond those of float32");
    }

    private FrozenValue New(Tensor tensor) => _code.Take(tensor.Shape);

    // The numbers of an operand, to be changed: in its place where nobody else reads them.
    private FrozenValue Changed(Tensor operand, Shape shape)
    {
        var value = Operand(operand);
        if (value.Root is { Uses: 1, Offset: >= 0 })
            return value.As(shape);
        var y = _code.Take(shape);
        _code.Call("Copy", value, y);
        return y;
    }

    private FrozenValue Then(FrozenValue y, string kernel, params object[] arguments)
    {
        _code.Call(kernel, [y, .. arguments]);
        return y;
    }

    private static string List(IEnumerable<int> numbers) =>
        $"[{string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)))}]";

    // Elements at regular distances, in the order of the axes.
    private FrozenValue Strided(FrozenValue x, int start, Shape shape, IEnumerable<int> strides)
    {
        var y = _code.Take(shape);
        _code.Call("Strided", x, y, start, List(shape.Rank == 0 ? [1] : shape), List(shape.Rank == 0 ? [0] : strides));
        return y;
    }

    // Computes a value that only one call reads.
    private FrozenValue Once(FrozenValue value, Func<FrozenValue, FrozenValue> use)
    {
        value.Root.Uses++;
        var result = use(value);
        _code.Release(value);
        return result;
    }

    // A step repeated: carries in places of their own, rows where the sequences have them.
    private void Loop(TensorNode node, IReadOnlyList<TensorNode> around)
    {
        var loop = node.Loop!;
        if (loop.Condition is not null)
            throw new NotSupportedException("there is no code for a loop whose number of steps depends on values");
        var (carries, rows) = (loop.Carries.Count, loop.Rows.Count);
        var step = _code.LoopName();
        var row = loop.Reverse ? $"({loop.Length - 1} - {step})" : step;
        TensorNode[] results = [.. around.Where(one => one.Inputs.Count > 0 && ReferenceEquals(one.Inputs[0], node.Value))];
        var held = new FrozenValue[carries];
        for (var i = 0; i < carries; i++)
        {
            held[i] = New(loop.Carries[i]);
            held[i].Uses++;
            _code.Call("Copy", Operand(node.Inputs[i]), held[i]);
            _values[loop.Carries[i]] = held[i];
        }
        for (var i = 0; i < rows; i++)
        {
            var sequence = Operand(node.Inputs[carries + i]);
            var size = loop.Rows[i].Shape.Size;
            _values[loop.Rows[i]] = new FrozenValue(loop.Rows[i].Shape, $"{sequence.Span}.Slice({row} * {size}, {size})");
        }
        for (var i = 0; i < loop.Captured.Count; i++)
        {
            var outer = node.Inputs[carries + rows + i];
            if (Known(outer) is { } known)
                _outside[loop.Captured[i]] = known;
            else
                _values[loop.Captured[i]] = Operand(outer);
        }
        TensorNode[] stacks = [.. results.Where(one => one.Operation == "StepStack")];
        foreach (var stack in stacks)
            Take(stack.Value, New(stack.Value));
        _code.Open($"for (int {step} = 0; {step} < {loop.Length}; {step}++)");
        Tensor[] ends = [.. loop.Next, .. stacks.Select(stack => stack.Inner!)];
        Emit(ends, () =>
        {
            foreach (var stack in stacks)
            {
                var size = stack.Inner!.Shape.Size;
                _code.Call("Copy", Operand(stack.Inner), $"{_values[stack.Value].Text}.Slice({row} * {size}, {size})");
            }
            // One carry may become another's next: all are read before any is written.
            FrozenValue[] next = [.. loop.Next.Select(tensor => Apart(Operand(tensor), held))];
            for (var i = 0; i < carries; i++)
                _code.Call("Copy", next[i], held[i]);
        });
        _code.Close();
        foreach (var result in results.Where(one => one.Operation == "FinalCarry"))
            Take(result.Value, Final(held[result.Arguments["carry"][0]]));
        foreach (var carry in held)
            _code.Release(carry);
    }

    private FrozenValue Final(FrozenValue carry)
    {
        var y = _code.Take(carry.Shape);
        _code.Call("Copy", carry, y);
        return y;
    }

    private FrozenValue Apart(FrozenValue value, FrozenValue[] held)
    {
        if (!held.Contains(value.Root))
            return value;
        var copy = _code.Take(value.Shape);
        _code.Call("Copy", value, copy);
        return copy;
    }
}
