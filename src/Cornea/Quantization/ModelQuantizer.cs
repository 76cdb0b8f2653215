using Cornea.Saving;

namespace Cornea.Quantization;

/// <summary>Makes a copy of a model by its configuration, in which some layers have another form.</summary>
/// <param name="model">The model.</param>
/// <param name="scheme">What becomes of its layers.</param>
internal sealed class ModelQuantizer(Model model, QuantizationScheme scheme)
{
    private static readonly Version KerasVersion = new(3, 15);

    private int _quantized;

    public Model Run()
    {
        if (model.Weights.Count == 0)
        {
            throw new InvalidOperationException(
                $"Model '{model.Name}' has no weights yet, so there is nothing to quantize. Train it, load its weights, or give its first "
                + "layer an inputShape.");
        }
        var config = Rewritten(model, Registry.Serialize(model).AsObject());
        if (_quantized == 0)
        {
            throw new InvalidOperationException(
                $"Model '{model.Name}' has no layer that can be quantized. These can: {scheme.Classes}; those inside wrappers and "
                + "attention stay as they are.");
        }
        var options = new LoadOptions { LambdasOfSeveral = Lambdas(model) };
        var source = new ConfigSource(KerasVersion);
        var copy = new NetworkReader(source, options).Read(config, $"The quantized '{model.Name}'");
        if (copy.Weights.Count == 0)
            copy.BuildFor([.. model.Inputs.Select(input => input.Shape)]);
        Fill(model, copy);
        if (CompileWriter.Write(model) is { } compiled)
            new CompileReader(source).Compile(copy, compiled);
        return copy;
    }

    private ConfigObject Rewritten(Model of, ConfigObject serialized)
    {
        var byName = of.Layers.ToDictionary(layer => layer.Name);
        ConfigValue[] layers = [.. serialized["config"].AsObject()["layers"].AsList().Select(value => Layer(value.AsObject(), byName))];
        return With(serialized, "config", With(serialized["config"].AsObject(), "layers", layers));
    }

    private ConfigValue Layer(ConfigObject serialized, Dictionary<string, Layer> byName)
    {
        var name = (serialized.Given("name") ?? serialized["config"].AsObject().Given("name"))?.AsText();
        if (name is null || !byName.TryGetValue(name, out var layer))
            return serialized;
        if (layer is Sequential or Functional)
            return Rewritten((Model)layer, serialized);
        if (scheme.Form(layer, serialized) is not { } form)
            return serialized;
        _quantized++;
        return form;
    }

    private void Fill(Model from, Model to)
    {
        foreach (var (old, made) in from.Layers.Zip(to.Layers))
        {
            if (old is Sequential or Functional)
            {
                Fill((Model)old, (Model)made);
            }
            else if (old.GetType() != made.GetType())
            {
                scheme.Fill(old, made);
            }
            else
            {
                foreach (var (source, target) in old.Weights.Zip(made.Weights))
                    target.Variable.Assign(source.Variable.ToTensor());
            }
        }
    }

    private static Dictionary<string, Func<Tensors, Tensors>> Lambdas(Model of)
    {
        var functions = new Dictionary<string, Func<Tensors, Tensors>>();
        foreach (var layer in of.Layers)
        {
            if (layer is Lambda lambda)
                functions[lambda.Name] = inputs => lambda.Call(inputs, new CallContext());
            foreach (var (name, function) in layer is Model inner ? Lambdas(inner) : [])
                functions[name] = function;
        }
        return functions;
    }

    private static ConfigObject With(ConfigObject config, string key, ConfigValue value)
    {
        var copy = new ConfigObject();
        foreach (var (name, old) in config)
            copy.Add(name, name == key ? value : old);
        return copy;
    }
}
