using Shouldly;
using static Cornea.Tests.Onnx.OperatorRun;

namespace Cornea.Tests.Onnx;

/// <summary>Operators that choose, round or count by values, by hand.</summary>
public sealed class SelectionOperatorTests
{
    [Fact]
    public void Each_value_once_with_its_first_place_and_its_count()
    {
        Tensor[] x = [Numbers(2, 1, 1, 3, 4, 3)];
        var sorted = All("Unique", "", 11, 4, x);
        Near(sorted[0], 1, 2, 3, 4);
        Near(sorted[1], 1, 0, 3, 4);
        Near(sorted[2], 1, 0, 0, 2, 3, 2);
        Near(sorted[3], 2, 1, 2, 1);
        var found = All("Unique", "", 11, 4, x, ("sorted", 0L));
        Near(found[0], 2, 1, 3, 4);
        Near(found[1], 0, 1, 3, 4);
        Near(found[2], 0, 1, 1, 2, 3, 2);
        Near(found[3], 1, 2, 2, 1);
    }

    [Fact]
    public void Each_row_or_column_once()
    {
        var x = Numbers(2, 3, 1, 0, 2, 3).Reshape(3, 2);
        var rows = All("Unique", "", 11, 2, [x], ("axis", 0L));
        rows[0]!.Shape.ShouldBe(new Shape(2, 2));
        Near(rows[0], 1, 0, 2, 3);
        Near(rows[1], 1, 0);
        Near(All("Unique", "", 11, 1, [x.Transpose()], ("axis", 1L))[0], 1, 2, 0, 3);
    }

    [Fact]
    public void Boxes_that_cover_a_better_one_are_left_out()
    {
        var boxes = Numbers(0, 0, 1, 1, 0, .1f, 1, 1.1f, 0, -.1f, 1, .9f, 0, 10, 1, 11, 1, 11.1f, 0, 10.1f, 0, 100, 1, 101)
            .Reshape(1, 6, 4);
        var scores = Numbers(.9f, .75f, .6f, .95f, .5f, .3f).Reshape(1, 1, 6);
        Near(Run("NonMaxSuppression", 11, [boxes, scores, Whole(3), One(.5f)]), 0, 0, 3, 0, 0, 0, 0, 0, 5);
        Near(Run("NonMaxSuppression", 11, [boxes, scores, Whole(3), One(.5f), One(.4f)]), 0, 0, 3, 0, 0, 0);
        // The first two share 0.9 of 1.1.
        Near(Run("NonMaxSuppression", 11, [boxes, scores, Whole(2), One(.9f)]), 0, 0, 3, 0, 0, 0);
        Near(Run("NonMaxSuppression", 11, [boxes, scores, Whole(9), One(.9f)]), 0, 0, 3, 0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0, 4, 0, 0, 5);
        Run("NonMaxSuppression", 11, [boxes, scores]).Shape.ShouldBe(new Shape(0, 3));
        var centers = Numbers(1, 1, 2, 2, 2, 1, 2, 2).Reshape(1, 2, 4);
        // Two of six: a third.
        Near(Run("NonMaxSuppression", 11, [centers, Numbers(1, 2).Reshape(1, 1, 2), Whole(2), One(.34f)], ("center_point_box", 1L)),
            0, 0, 1, 0, 0, 0);
        Near(Run("NonMaxSuppression", 11, [centers, Numbers(1, 2).Reshape(1, 1, 2), Whole(2), One(.33f)], ("center_point_box", 1L)),
            0, 0, 1);
    }

    [Fact]
    public void A_batch_is_normalized_by_its_own_statistics_where_the_node_says_so()
    {
        Tensor[] inputs = [Numbers(1, 3).Reshape(2, 1), One(2), One(1), One(0), One(5)];
        var y = All("BatchNormalization", "", 15, 3, inputs, ("training_mode", 1L), ("momentum", .75f), ("epsilon", 0f));
        Near(y[0], -1, 3);
        Near(y[1], .5);
        Near(y[2], 4);
        // Before operator set 14 more outputs than the first say so.
        Near(All("BatchNormalization", "", 9, 5, inputs, ("epsilon", 0f))[0], -1, 3);
        Near(All("BatchNormalization", "", 9, 1, inputs, ("epsilon", 3.99999f))[0], 1 + 2 / 3.0 * 1, 1 + 2 / 3.0 * 3);
    }

    [Fact]
    public void Numbers_of_eight_bits_are_the_nearest_even_ones()
    {
        const long e4M3 = 17, e5M2 = 19, e4M3Fnuz = 18, e5M2Fnuz = 20;
        // Three bits behind the first: steps of an eighth above 1, of 2^-9 below 2^-6.
        Near(Run("Cast", 19, [Numbers(1.0625f, 1.1875f, -1.2f, 500, -1e9f, .0009765625f, .0029296875f, 0)], ("to", e4M3)),
            1, 1.25, -1.25, 448, -448, 0, 4 / 512.0 / 2, 0);
        Near(Run("Cast", 19, [Numbers(1.125f, 1.375f, 70000, .75f)], ("to", e5M2)), 1, 1.5, 57344, .75);
        Near(Run("Cast", 19, [Numbers(300, .00048828125f)], ("to", e4M3Fnuz)), 240, 0);
        Near(Run("Cast", 19, [Numbers(-70000)], ("to", e5M2Fnuz)), -57344);
        var open = Run("Cast", 19, [Numbers(464, 500)], ("to", e4M3), ("saturate", 0L)).ToArray<double>();
        (open[0], double.IsNaN(open[1])).ShouldBe((448, true));
        Run("Cast", 19, [Numbers(70000)], ("to", e5M2), ("saturate", 0L)).ToArray<double>()[0].ShouldBe(double.PositiveInfinity);
    }

    [Fact]
    public void Cubic_curves_read_the_border_at_each_of_their_places()
    {
        // At 2.5 the elements 1 to 4 with -3/32, 19/32, 19/32 and -3/32, of which the last two are the border.
        var y = Run("GridSample", 20, [Numbers(1, 2, 4).Reshape(1, 1, 3), One(1.5f).Reshape(1, 1, 1)], ("mode", "cubic"),
            ("padding_mode", "border"), ("align_corners", 1L));
        Near(y, (2 * -3 + 4 * (19 + 19 - 3)) / 32.0);
    }

    [Fact]
    public void Corners_of_a_resized_line_are_those_of_its_whole_length_where_PyTorch_wrote_it()
    {
        Tensor?[] inputs = [Numbers(1, 2, 3, 4), null, One(1.4f)];
        (string, object)[] corners = [("mode", "linear"), ("coordinate_transformation_mode", "align_corners")];
        Near(Run("Resize", 13, inputs, [.. corners, ("nearest_mode", "floor")]), 1, 1.75, 2.5, 3.25, 4);
        Near(Run("Resize", 13, inputs, corners), Enumerable.Range(0, 5).Select(i => 1 + i * 3 / 4.6).ToArray());
    }

    [Fact]
    public void Trees_of_the_fifth_version_lead_to_their_leaves()
    {
        // 2 or less: 5 for the second score. Else one of 3 and 4: 7 for the first; 9 for the first otherwise.
        (string, object)[] trees =
        [
            ("n_targets", 2L), ("aggregate_function", 1L), ("post_transform", 0L), ("tree_roots", (long[])[0]),
            ("nodes_featureids", (long[])[0, 0]), ("nodes_splits", Numbers(2, 0)), ("nodes_modes", Tensor.From((byte[])[0, 6])),
            ("membership_values", Numbers(3, 4, float.NaN)),
            ("nodes_truenodeids", (long[])[0, 1]), ("nodes_trueleafs", (long[])[1, 1]),
            ("nodes_falsenodeids", (long[])[1, 2]), ("nodes_falseleafs", (long[])[0, 1]),
            ("leaf_targetids", (long[])[1, 0, 0]), ("leaf_weights", Numbers(5, 7, 9)),
        ];
        Near(All("TreeEnsemble", "ai.onnx.ml", 5, 1, [Numbers(1, 4, 6).Reshape(3, 1)], trees)[0], 0, 5, 7, 0, 9, 0);
        Should.Throw<OnnxException>(() => All("TreeEnsemble", "ai.onnx.ml", 5, 1, [One(1).Reshape(1, 1)],
            [.. trees.Where(pair => pair.Item1 != "tree_roots"), ("tree_roots", (long[])[2])])).Message.ShouldContain("no node 2");
    }
}
