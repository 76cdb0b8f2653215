using System.Text.Json;

namespace Cornea.Conformance;

/// <summary>Makes recurrent layers and cells of the configurations that Keras writes.</summary>
internal static class RecurrentFactory
{
    public static Layer New(string className, JsonElement c)
    {
        Activation Function(string property) => Activation.FromName(c.Text(property, "linear"));
        Regularizer? Penalty(string property) => c.Optional(property) is { } value ? KerasObjects.Regularizer(value.Text("class_name"), value.GetProperty("config")) : null;
        Constraint? Limit(string property) => c.Optional(property) is { } value ? KerasObjects.Constraint(value.Text("class_name"), value.GetProperty("config")) : null;
        RecurrentLayer Inner(JsonElement layer) => (RecurrentLayer)LayerFactory.Make(layer.Text("class_name"), layer.GetProperty("config"));
        RecurrentCell Cell(JsonElement cell) => (RecurrentCell)LayerFactory.Make(cell.Text("class_name"), cell.GetProperty("config"));

        var (units, useBias) = (c.Whole("units", 0), c.Flag("use_bias", true));
        var (dropout, recurrentDropout) = (c.Number("dropout", 0), c.Number("recurrent_dropout", 0));
        var (sequences, state, backwards) = (c.Flag("return_sequences"), c.Flag("return_state"), c.Flag("go_backwards"));
        var (stateful, unroll, zeros) = (c.Flag("stateful"), c.Flag("unroll"), c.Flag("zero_output_for_mask"));
        var (kernel, recurrent, bias) = (Penalty("kernel_regularizer"), Penalty("recurrent_regularizer"), Penalty("bias_regularizer"));
        var (kernelLimit, recurrentLimit, biasLimit) = (Limit("kernel_constraint"), Limit("recurrent_constraint"), Limit("bias_constraint"));
        var penalty = Penalty("activity_regularizer");
        return className switch
        {
            "SimpleRNNCell" => new SimpleRNNCell(
                units, Function("activation"), useBias, null, null, null, kernel, recurrent, bias, kernelLimit, recurrentLimit, biasLimit, dropout, recurrentDropout),
            "LSTMCell" => new LSTMCell(
                units, Function("activation"), Function("recurrent_activation"), useBias, null, null, null, c.Flag("unit_forget_bias", true), kernel, recurrent, bias,
                kernelLimit, recurrentLimit, biasLimit, dropout, recurrentDropout),
            "GRUCell" => new GRUCell(
                units, Function("activation"), Function("recurrent_activation"), useBias, null, null, null, kernel, recurrent, bias, kernelLimit, recurrentLimit,
                biasLimit, dropout, recurrentDropout, c.Flag("reset_after", true)),
            "StackedRNNCells" => new StackedRNNCells([.. c.GetProperty("cells").EnumerateArray().Select(Cell)]),
            "RNN" => new RNN(Cell(c.GetProperty("cell")), sequences, state, backwards, stateful, unroll, zeros),
            "SimpleRNN" => new SimpleRNN(
                units, Function("activation"), useBias, null, null, null, kernel, recurrent, bias, penalty, kernelLimit, recurrentLimit, biasLimit, dropout,
                recurrentDropout, sequences, state, backwards, stateful, unroll, zeroOutputForMask: zeros),
            "LSTM" => new LSTM(
                units, Function("activation"), Function("recurrent_activation"), useBias, null, null, null, c.Flag("unit_forget_bias", true), kernel, recurrent, bias,
                penalty, kernelLimit, recurrentLimit, biasLimit, dropout, recurrentDropout, null, sequences, state, backwards, stateful, unroll, zeros),
            "GRU" => new GRU(
                units, Function("activation"), Function("recurrent_activation"), useBias, null, null, null, kernel, recurrent, bias, penalty, kernelLimit,
                recurrentLimit, biasLimit, dropout, recurrentDropout, null, sequences, state, backwards, stateful, unroll, c.Flag("reset_after", true), zeros),
            "ConvLSTM1D" or "ConvLSTM2D" or "ConvLSTM3D" => Convolutional(className, c, Penalty, Limit),
            "Bidirectional" => new Bidirectional(Inner(c.GetProperty("layer")), c.Text("merge_mode", "none") switch
            {
                "concat" => BidirectionalMerge.Concatenate,
                "sum" => BidirectionalMerge.Sum,
                "mul" => BidirectionalMerge.Multiply,
                "ave" => BidirectionalMerge.Average,
                _ => BidirectionalMerge.None,
            }, Inner(c.GetProperty("backward_layer"))),
            _ => throw new UnsupportedCaseException(className),
        };
    }

    private static ConvLSTM Convolutional(string className, JsonElement c, Func<string, Regularizer?> penalty, Func<string, Constraint?> limit)
    {
        var (filters, size, strides, dilation) = (c.Whole("filters", 1), (PerAxis)c.Axes("kernel_size")!, (PerAxis)c.Axes("strides")!, (PerAxis)c.Axes("dilation_rate")!);
        var padding = c.Text("padding") == "same" ? Padding.Same : Padding.Valid;
        var format = c.Text("data_format", "channels_last") == "channels_first" ? DataFormat.ChannelsFirst : DataFormat.ChannelsLast;
        var (activation, recurrent) = (Activation.FromName(c.Text("activation", "linear")), Activation.FromName(c.Text("recurrent_activation", "linear")));
        var (bias, forget, dropout, recurrentDropout) = (c.Flag("use_bias", true), c.Flag("unit_forget_bias", true), c.Number("dropout", 0), c.Number("recurrent_dropout", 0));
        var (sequences, state, backwards, stateful, zeros) =
            (c.Flag("return_sequences"), c.Flag("return_state"), c.Flag("go_backwards"), c.Flag("stateful"), c.Flag("zero_output_for_mask"));
        return className switch
        {
            "ConvLSTM1D" => new ConvLSTM1D(
                filters, size, strides, padding, format, dilation, activation, recurrent, bias, null, null, null, forget, penalty("kernel_regularizer"),
                penalty("recurrent_regularizer"), penalty("bias_regularizer"), penalty("activity_regularizer"), limit("kernel_constraint"),
                limit("recurrent_constraint"), limit("bias_constraint"), dropout, recurrentDropout, null, sequences, state, backwards, stateful, false, zeros),
            "ConvLSTM2D" => new ConvLSTM2D(
                filters, size, strides, padding, format, dilation, activation, recurrent, bias, null, null, null, forget, penalty("kernel_regularizer"),
                penalty("recurrent_regularizer"), penalty("bias_regularizer"), penalty("activity_regularizer"), limit("kernel_constraint"),
                limit("recurrent_constraint"), limit("bias_constraint"), dropout, recurrentDropout, null, sequences, state, backwards, stateful, false, zeros),
            _ => new ConvLSTM3D(
                filters, size, strides, padding, format, dilation, activation, recurrent, bias, null, null, null, forget, penalty("kernel_regularizer"),
                penalty("recurrent_regularizer"), penalty("bias_regularizer"), penalty("activity_regularizer"), limit("kernel_constraint"),
                limit("recurrent_constraint"), limit("bias_constraint"), dropout, recurrentDropout, null, sequences, state, backwards, stateful, false, zeros),
        };
    }
}
