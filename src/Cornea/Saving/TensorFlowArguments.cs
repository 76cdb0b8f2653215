namespace Cornea.Saving;

/// <summary>Arguments whose values mean something else in TensorFlow's functions than in Keras 3's operations of the same kind.</summary>
internal static class TensorFlowArguments
{
    /// <summary>Brings the arguments of a call to what Keras 3's operation takes.</summary>
    /// <exception cref="ConfigException">They have no such form.</exception>
    public static void Convert(string className, ConfigObject config)
    {
        switch (className)
        {
            case "Split":
                CutPoints(config);
                break;
            case "GetItem":
                Slices(config);
                break;
            case "AveragePool" or "MaxPool":
                Pool(config);
                break;
            case "Sort" or "Argsort":
                Drop(config, "direction", value => value.AsText() == "ASCENDING");
                break;
            case "Silu":
                Drop(config, "beta", value => value.IsNumber && value.AsDouble() == 1);
                break;
            case "OlderResize":
                if (config.Given("half_pixel_centers")?.AsBoolean() == true)
                {
                    throw new ConfigException("TensorFlow 1's resizing by the centers of pixels is not known here.") { NamesClass = true };
                }
                break;
            case "Norm":
                Drop(config, "ord", value => value.Kind == ConfigValueKind.Text && value.AsText() == "euclidean");
                break;
            case "OneHot":
                Drop(config, "on_value", value => value.IsNumber && value.AsDouble() == 1);
                break;
            case "Add":
                Drop(config, "data_format", value => value.AsText() is "N...C" or "NHWC" or "channels_last" or "NWC" or "NDHWC");
                break;
        }
    }

    private static void Drop(ConfigObject config, string key, Func<ConfigValue, bool> isUsual)
    {
        if (config.Given(key) is { } value && isUsual(value))
            config.Remove(key);
    }

    // The lengths of the parts become the places between them.
    private static void CutPoints(ConfigObject config)
    {
        if (config.Given("indices_or_sections") is not { Kind: ConfigValueKind.List } lengths)
            return;
        var (points, at) = (new List<ConfigValue>(), 0L);
        var all = lengths.AsList();
        for (var i = 0; i + 1 < all.Count; i++)
        {
            if (all[i].AsInt64() < 0)
                throw new ConfigException("A split leaves the length of a part before the last one open, which is not known here.");
            at += all[i].AsInt64();
            points.Add(at);
        }
        config["indices_or_sections"] = ConfigValue.List(points);
    }

    // tf.slice has begins and sizes, tf.strided_slice begins, ends and strides with masks of bits.
    private static void Slices(ConfigObject config)
    {
        if (config.Given("begin") is not { Kind: ConfigValueKind.List } begin)
            return;
        var begins = begin.AsList();
        long Mask(string name) => config.Given(name)?.AsInt64() ?? 0;
        bool Has(string name, int bit) => (Mask(name) >> bit & 1) == 1;
        var (sizes, ends, strides) = (config.Given("size")?.AsList(), config.Given("end")?.AsList(), config.Given("strides")?.AsList());
        var key = new List<ConfigValue>();
        for (var i = 0; i < begins.Count; i++)
        {
            if (Has("ellipsis_mask", i))
            {
                key.Add(new ConfigObject { { "class_name", "__ellipsis__" }, { "config", new ConfigObject() } });
            }
            else if (Has("new_axis_mask", i))
            {
                key.Add(ConfigValue.Null);
            }
            else if (Has("shrink_axis_mask", i))
            {
                key.Add(begins[i]);
            }
            else
            {
                var stop = sizes is null ? (Has("end_mask", i) ? ConfigValue.Null : ends![i])
                    : sizes[i].AsInt64() < 0 ? ConfigValue.Null : begins[i].AsInt64() + sizes[i].AsInt64();
                var slice = new ConfigObject
                {
                    { "start", Has("begin_mask", i) ? ConfigValue.Null : begins[i] },
                    { "stop", stop },
                    { "step", strides is null ? 1L : strides[i] },
                };
                key.Add(new ConfigObject { { "class_name", "__slice__" }, { "config", slice } });
            }
        }
        foreach (var name in (string[])["begin", "end", "size", "strides", "begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask",
            "shrink_axis_mask"])
        {
            config.Remove(name);
        }
        config["key"] = ConfigValue.List(key);
    }

    // Windows and strides may have numbers for the batch and the channels too.
    private static void Pool(ConfigObject config)
    {
        foreach (var name in (string[])["pool_size", "strides"])
        {
            if (config.Given(name) is { Kind: ConfigValueKind.List } numbers && numbers.AsList() is { Count: >= 3 } all && all[0].Equals(1L)
                && all[^1].Equals(1L))
            {
                config[name] = ConfigValue.List(all.Skip(1).SkipLast(1));
            }
        }
        if (config.Given("padding") is { Kind: ConfigValueKind.Text } padding)
            config["padding"] = padding.AsText().ToLowerInvariant();
        if (config.Given("data_format") is { Kind: ConfigValueKind.Text } format)
        {
            config["data_format"] = format.AsText() switch
            {
                "NHWC" or "NWC" or "NDHWC" => "channels_last",
                "NCHW" or "NCW" or "NCDHW" => "channels_first",
                var other => other,
            };
        }
    }
}
