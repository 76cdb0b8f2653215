using System.Globalization;
using Cornea.Formats.Hdf5;

namespace Cornea.Saving;

/// <summary>Writes the weights of a model in the newer form: a group for each layer, <c>vars</c> with numbered datasets in it.</summary>
internal static class TreeWriter
{
    private const string Vars = "vars";

    /// <summary>The file of a model's weights, with the state of its optimizer where there is one.</summary>
    public static Hdf5Writer Describe(Model model)
    {
        var writer = new Hdf5Writer();
        Add(writer.Root, model);
        if (model.Optimizer is { } optimizer)
        {
            Put(writer.Root.CreateGroup($"optimizer/{Vars}"), optimizer.Variables);
        }
        return writer;
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
            default:
                group.CreateDataset(name, variable.ToTensor());
                break;
        }
    }

    private static void Add(Hdf5GroupBuilder group, Layer layer)
    {
        var vars = group.CreateGroup(Vars);
        vars.SetAttribute("name", layer.Name);
        Put(vars, LayerParts.Own(layer));
        if (LayerParts.Counted(layer) is { } counted)
        {
            var names = new AutomaticNames();
            var container = group.CreateGroup(LayerParts.ContainerName(layer));
            foreach (var inner in counted)
            {
                Add(container.CreateGroup(names.Next(LayerParts.ClassOf(inner))), inner);
            }
            return;
        }
        foreach (var (name, inner) in LayerParts.Named(layer))
        {
            Add(group.CreateGroup(name), inner);
        }
    }

    private static void Put(Hdf5GroupBuilder group, IReadOnlyList<Variable> variables)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            Put(group, i.ToString(CultureInfo.InvariantCulture), variables[i]);
        }
    }
}
