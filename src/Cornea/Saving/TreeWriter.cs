using System.Globalization;
using System.Runtime.InteropServices;
using Cornea.Formats.Hdf5;

namespace Cornea.Saving;

/// <summary>Writes the weights of a model in the newer form: a group for each layer, <c>vars</c> with numbered datasets in it.</summary>
internal static class TreeWriter
{
    private const string Vars = "vars";

    // An attention of Keras has two layers more, which are operations here.
    private static readonly (string Name, string Part)[] WithoutWeights = [("_dropout_layer", "dropout"), ("_softmax", "softmax")];

    /// <summary>The file of a model's weights, with the state of its optimizer where there is one.</summary>
    public static Hdf5Writer Describe(Model model)
    {
        var writer = new Hdf5Writer();
        foreach (var group in Groups(model))
        {
            var vars = writer.Root.CreateGroup(group.Path);
            if (group.Name is not null)
            {
                vars.SetAttribute("name", group.Name);
            }
            Put(vars, group.Variables);
        }
        return writer;
    }

    /// <summary>The groups with their variables in the order in which they are written: layers, then the optimizer.</summary>
    public static IEnumerable<(string Path, string? Name, IReadOnlyList<Variable> Variables)> Groups(Model model)
    {
        IEnumerable<(string Path, string? Name, IReadOnlyList<Variable> Variables)> groups = Of(model, "");
        if (model.Optimizer is not { } optimizer)
        {
            return groups;
        }
        groups = groups.Append(($"optimizer/{Vars}", optimizer.Name, optimizer.Variables));
        return optimizer is LossScaleOptimizer { InnerOptimizer: var inner }
            ? groups.Append(($"optimizer/inner_optimizer/{Vars}", inner.Name, inner.Variables)) : groups;
    }

    /// <summary>Adds a variable as a dataset.</summary>
    public static void Put(Hdf5GroupBuilder group, string name, Variable variable)
    {
        long[] shape = [.. variable.Shape.Select(length => (long)length)];
        switch (variable.DType)
        {
            case DType.Float16:
                group.CreateDataset(name, shape, variable.AsSpan<Half>);
                break;
            case DType.BFloat16:
                group.CreateOpaqueDataset(name, shape, 2, variable.AsBytes).SetAttribute("dtype", "bfloat16");
                break;
            case DType.Float32:
                // Asked for while the file is written: no copy of the model lies beside it.
                group.CreateDataset(name, shape, () => MemoryMarshal.Cast<byte, float>(variable.AsBytes()));
                break;
            default:
                group.CreateDataset(name, variable.ToTensor());
                break;
        }
    }

    private static IEnumerable<(string Path, string? Name, IReadOnlyList<Variable> Variables)> Of(Layer layer, string path)
    {
        yield return (path + Vars, layer.Name, LayerParts.Written(layer));
        var inner = LayerParts.Named(layer).Select(part => (part.Name, part.Layer));
        if (LayerParts.Counted(layer) is { } counted)
        {
            var (names, container) = (new AutomaticNames(), LayerParts.ContainerName(layer));
            inner = counted.Select(part => ($"{container}/{names.Next(part.KerasClassName)}", part));
        }
        foreach (var (name, part) in layer is ProjectedAttention ? WithoutWeights : [])
        {
            yield return ($"{path}{name}/{Vars}", part, []);
        }
        foreach (var (name, part) in inner)
        {
            foreach (var group in Of(part, $"{path}{name}/"))
            {
                yield return group;
            }
        }
    }

    /// <summary>Adds variables as datasets that are numbered from 0 or a later one.</summary>
    public static void Put(Hdf5GroupBuilder group, IReadOnlyList<Variable> variables, int first = 0)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            Put(group, (first + i).ToString(CultureInfo.InvariantCulture), variables[i]);
        }
    }
}
