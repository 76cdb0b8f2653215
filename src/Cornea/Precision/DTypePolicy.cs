namespace Cornea;

/// <summary>
/// The number types of a layer: the one its variables are stored in and the one it computes in. Keras:
/// <c>keras.DTypePolicy</c>.
/// </summary>
/// <remarks>
/// <para>
/// Floating inputs of a layer are cast to <see cref="ComputeDType"/> before its call, and its variables where the call reads
/// them; the variables themselves keep <see cref="VariableDType"/>. A mixed policy computes in 16 bits and keeps float32
/// variables, so that small updates are not lost.
/// </para>
/// <para>
/// Keras's six policies are <c>float32</c>, <c>float64</c>, <c>mixed_float16</c>, <c>mixed_bfloat16</c>, <c>float16</c> and
/// <c>bfloat16</c>. The name of any other element type is taken too, as Keras does for layers that give integers.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// DTypePolicy.Default = DTypePolicy.MixedBFloat16;             // for every layer made from here on
/// var logits = new Dense(10, dtype: DTypePolicy.Float32);      // for one
/// var hidden = new Dense(64, dtype: "mixed_float16");          // by its name
/// </code>
/// </example>
[Configurable(ClassKind.DTypePolicy, "keras")]
public sealed record DTypePolicy
{
    private const string Mixed = "mixed_";

    /// <summary>Variables and computations in float32: what layers do where nothing else is said.</summary>
    public static readonly DTypePolicy Float32 = new("float32");

    /// <summary>Variables and computations in float64.</summary>
    public static readonly DTypePolicy Float64 = new("float64");

    /// <summary>Variables in float32, computations in float16. Train with a <c>LossScaleOptimizer</c>; <c>Compile</c> adds one.</summary>
    public static readonly DTypePolicy MixedFloat16 = new("mixed_float16");

    /// <summary>Variables in float32, computations in bfloat16, whose range is that of float32: no loss scaling is needed.</summary>
    public static readonly DTypePolicy MixedBFloat16 = new("mixed_bfloat16");

    /// <summary>Variables and computations in float16. Small updates are rounded away: meant for inference.</summary>
    public static readonly DTypePolicy Float16 = new("float16");

    /// <summary>Variables and computations in bfloat16. Small updates are rounded away: meant for inference.</summary>
    public static readonly DTypePolicy BFloat16 = new("bfloat16");

    private static DTypePolicy _default = Float32;

    /// <summary>Initializes the policy of a name.</summary>
    /// <param name="name">One of Keras's six policies, such as <c>mixed_float16</c>, or the name of an element type.</param>
    /// <exception cref="ArgumentException">No policy has that name.</exception>
    public DTypePolicy(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var mixed = name.StartsWith(Mixed, StringComparison.Ordinal);
        if (!DTypes.TryParse(mixed ? name[Mixed.Length..] : name, out var compute)
            || (mixed && compute is not (DType.Float16 or DType.BFloat16)))
        {
            throw Unknown(name);
        }
        (Name, ComputeDType, VariableDType) = (name, compute, mixed ? DType.Float32 : compute);
    }

    /// <summary>
    /// The policy of layers that are given none. Layers take it up when they are constructed; those that exist already keep theirs.
    /// One for the whole process. Keras: <c>keras.config.set_dtype_policy</c>.
    /// </summary>
    public static DTypePolicy Default
    {
        get => Volatile.Read(ref _default);
        set => Volatile.Write(ref _default, value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>Keras's name of the policy, such as <c>mixed_float16</c>.</summary>
    public string Name { get; }

    /// <summary>The element type of computations: inputs and variables are cast to it.</summary>
    public DType ComputeDType { get; }

    /// <summary>The element type of variables.</summary>
    public DType VariableDType { get; }

    /// <summary>The compute type, or float32 where that is an integer: what a layer of integers gives where it gives no integers.</summary>
    internal DType FloatDType => ComputeDType.IsFloat() ? ComputeDType : DType.Float32;

    /// <summary>The policy of a name, such as <c>"mixed_float16"</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">No policy has that name.</exception>
    public static implicit operator DTypePolicy(string name) => new(name);

    /// <summary>The policy whose variables and computations have one element type.</summary>
    /// <param name="dtype">The element type.</param>
    public static implicit operator DTypePolicy(DType dtype) => new(dtype.Name());

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static ArgumentException Unknown(string name)
    {
        string[] policies = ["float32", "float64", "mixed_float16", "mixed_bfloat16", "float16", "bfloat16"];
        var meant = DidYouMean.Suggest(name, policies) is { } near ? $" Did you mean '{near}'?" : "";
        return new ArgumentException(
            $"DTypePolicy expects {string.Join(", ", policies)} or the name of an element type such as int32, but received "
                + $"'{name}'.{meant}",
            nameof(name));
    }
}
