namespace Cornea.Layers;

/// <summary>
/// Where the weights made in one pass get their first values from: a seed, and the path of each weight. A layer that is
/// called on symbolic values does not know its model yet; the model settles both before the values are needed.
/// </summary>
internal sealed class WeightOrigin(long seed)
{
    private readonly List<(Variable Variable, string Path)> _made = [];
    private string _prefix = "";
    private long _seed = seed;

    public Variable Make(string path, TensorType type, Initializer initializer, bool trainable)
    {
        var variable = new Variable(type, First, Join(_prefix, path), trainable);
        _made.Add((variable, path));
        return variable;
        Tensor First() => initializer.Create(type.Shape, RandomKey.From(SeedMixing.Mix(_seed, Join(_prefix, path))));
    }

    public void Settle(string prefix, long seed)
    {
        (_prefix, _seed) = (prefix, seed);
        foreach (var (variable, path) in _made)
            variable.Name = Join(prefix, path);
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : name.Length == 0 ? path : $"{path}/{name}";
}
