using Cornea.Configuration;
using Cornea.Generators.Tests.Own;
using Cornea.Initializers;
using Cornea.Layers;
using Cornea.Losses;
using Cornea.Optimizers;
using Cornea.Terminal;
using Shouldly;

namespace Cornea.Generators.Tests;

/// <summary>Classes of a program that the generator saw, as a user's project has them: registered, saved, loaded and cloned.</summary>
public sealed class OwnClassTests
{
    static OwnClassTests()
    {
        Registry.Register<ScaledOffset>("shop");
        Registry.Register<PowerLoss>("shop");
    }

    [Fact]
    public void The_configuration_has_the_arguments_under_Keras_names()
    {
        var layer = new ScaledOffset(2.5, new Constant(3), "offset");
        var config = Registry.GetConfig(layer);
        config["amount"].ShouldBe(2.5);
        var serialized = Registry.Serialize(layer).AsObject();
        serialized["registered_name"].ShouldBe("shop>ScaledOffset");
        var back = (ScaledOffset)Registry.Deserialize(ClassKind.Layer, serialized);
        (back.Name, back.Amount).ShouldBe(("offset", 2.5));
        back.ScaleInitializer.ShouldBe(new Constant(3));
        Registry.Serialize(back).ShouldBe(Registry.Serialize(layer));
    }

    [Fact]
    public void A_loss_comes_back_with_its_arguments()
    {
        var loss = new PowerLoss(3, Reduction.Sum);
        var back = (PowerLoss)Registry.Deserialize(ClassKind.Loss, Registry.Serialize(loss));
        (back.Power, back.Reduction, back.Name).ShouldBe((3, Reduction.Sum, "power_loss"));
    }

    [Fact]
    public void A_model_with_own_classes_is_the_same_as_JSON_as_a_clone_and_as_a_file()
    {
        var model = Trained();
        var json = model.ToJson();
        Model.FromJson(json).ToJson().ShouldBe(json);
        var clone = (ScaledOffset)model.Layers[1].Clone();
        (clone.Name, clone.Amount, clone.IsBuilt).ShouldBe((model.Layers[1].Name, 0.25, false));
        var folder = Directory.CreateTempSubdirectory("cornea-own-");
        try
        {
            foreach (var ending in (string[])[".keras", ".h5"])
            {
                var path = Path.Combine(folder.FullName, "model" + ending);
                model.Save(path);
                var loaded = Model.Load(path);
                loaded.Predict(X, verbose: Verbosity.Silent).ToArray().ShouldBe(model.Predict(X, verbose: Verbosity.Silent).ToArray());
                // The loss is loaded with the model: 3, not the default of 2.
                loaded.Evaluate(X, Y, verbose: Verbosity.Silent)["loss"].ShouldBe(model.Evaluate(X, Y, verbose: Verbosity.Silent)["loss"]);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_class_that_was_not_registered_is_refused_by_name()
    {
        var json = new Sequential { new Forgotten() }.ToJson();
        var refused = Should.Throw<ConfigException>(() => Model.FromJson(json));
        refused.Message.ShouldContain("Forgotten");
        refused.Message.ShouldContain("Registry.Register<");
    }

    [Fact]
    public void Registering_twice_is_once() => Should.NotThrow(() => Registry.Register<ScaledOffset>("shop"));

    private static Tensor X { get; } = Tensor.From([1f, 2, 3, 4, 5, 6], [3, 2]);

    private static Tensor Y { get; } = Tensor.From([1f, 2, 3], [3, 1]);

    private static Sequential Trained()
    {
        var model = new Sequential(seed: 4) { new Dense(3, inputShape: [2]), new ScaledOffset(0.25), new Dense(1) };
        model.Compile(new SGD(0.001), new PowerLoss(3));
        model.Fit(X, Y, epochs: 2, verbose: Verbosity.Silent);
        return model;
    }
}
