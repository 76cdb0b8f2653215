using Shouldly;
using static Cornea.Tests.Onnx.OperatorRun;

namespace Cornea.Tests.Onnx;

/// <summary>What onnxruntime's tools write and what exports of scikit-learn hold, by hand.</summary>
public sealed class FusedOperatorTests
{
    private const string Fused = "com.microsoft";
    private const string Learning = "ai.onnx.ml";

    [Fact]
    public void Convolution_and_product_with_an_activation()
    {
        Tensor[] inputs = [Numbers(1, 2, 3).Reshape(1, 1, 3), Numbers(1, -2).Reshape(1, 1, 2), One(2)];
        Near(Run("FusedConv", Fused, inputs, ("activation", "LeakyRelu"), ("activation_params", (float[])[.5f])), -.5, -1);
        Near(Run("FusedConv", Fused, [.. inputs, Numbers(4, 0).Reshape(1, 1, 2)], ("activation", "Relu")), 3, 0);
        Near(Run("FusedGemm", Fused, [Numbers(1, 2).Reshape(1, 2), Numbers(1, -2, 0, 3).Reshape(2, 2)], ("activation", "Clip"),
            ("activation_alpha", 2f), ("activation_beta", 3f)), 2, 3);
    }

    [Fact]
    public void Attention_of_equal_scores_is_the_mean_of_what_is_not_masked()
    {
        Tensor?[] inputs = [Numbers(1, 3).Reshape(1, 2, 1), Numbers(0, 0, 1).Reshape(1, 3), Numbers(0, 0, 10)];
        Near(Run("Attention", Fused, inputs, ("num_heads", 1L)), 12, 12);
        Near(Run("Attention", Fused, inputs, ("num_heads", 1L), ("unidirectional", 1L)), 11, 12);
        Near(Run("Attention", Fused, [.. inputs, Tensor.From((int[])[1])], ("num_heads", 1L)), 11, 11);
        var x = Numbers(0, 0).Reshape(1, 2, 1);
        Near(Run("MultiHeadAttention", Fused, [x, x, Numbers(1, 3).Reshape(1, 2, 1)], ("num_heads", 1L)), 2, 2);
    }

    [Fact]
    public void Embeddings_are_added_and_normalized()
    {
        Tensor[] inputs = [Tensor.From((int[])[1], [1, 1]), Tensor.From((int[])[0], [1, 1]), Numbers(9, 9, 1, 2).Reshape(2, 2),
            Numbers(0, 1).Reshape(1, 2), Numbers(0, 3).Reshape(1, 2), Numbers(1, 2), Numbers(0, .5f)];
        // (1, 6) has mean 3.5 and deviation 2.5.
        Near(Run("EmbedLayerNormalization", Fused, inputs), -1, 2.5);
    }

    [Fact]
    public void Sums_of_bytes_go_through_what_they_stand_for()
    {
        Tensor Byte(byte value) => Tensor.From((byte[])[value]);
        // (130 - 128) / 2 + (132 - 128) / 4 = 2, which is 104 at a scale of a half and a zero point of 100.
        Near(Run("QLinearAdd", Fused, [Byte(130), One(.5f), Byte(128), Byte(132), One(.25f), Byte(128), One(.5f), Byte(100)]), 104);
        Near(Run("QLinearConcat", Fused, [One(1), Byte(0), Byte(130), One(.5f), Byte(128), Byte(140), One(.25f), Byte(128)], ("axis", 0L)),
            1, 3);
        Near(Run("QGemm", Fused, [Byte(130).Reshape(1, 1), One(.5f).Squeeze(0), Byte(128).Squeeze(0), Tensor.From((sbyte[])[3, -2], [2, 1]),
            Numbers(1, 2), Tensor.From((sbyte[])[0, 0]), Tensor.From((int[])[4, 4])], ("transB", 1L)), 5, 0);
    }

    [Fact]
    public void Weights_of_four_bits_are_unpacked() => Near(
        Run("MatMulNBits", Fused, [Tensor.Ones([1, 16]), Tensor.From(Enumerable.Repeat((byte)0xA9, 8).ToArray(), [1, 1, 8]), One(.5f)],
            ("K", 16L), ("N", 1L), ("block_size", 16L)), .5 * (8 * 1 + 8 * 2));

    [Fact]
    public void Support_vectors_vote_by_pairs()
    {
        (string, object)[] machine = [("kernel_type", "LINEAR"), ("support_vectors", (float[])[1, -1]), ("coefficients", (float[])[1, -2]),
            ("rho", (float[])[.5f])];
        Near(Run("SVMRegressor", Learning, [One(2).Reshape(1, 1)], [("n_supports", 2L), .. machine]), 6.5);
        (string, object)[] classes = [("classlabels_ints", (long[])[7, 9]), ("vectors_per_class", (long[])[1, 1]), .. machine];
        var result = All("SVMClassifier", Learning, 1, 2, [Numbers(2, -2).Reshape(2, 1)], classes);
        Near(result[0], 7, 9);
        Near(result[1], -6.5, 6.5, 5.5, -5.5);
    }

    [Fact]
    public void Probabilities_of_a_pair_are_the_logistic_function_of_its_score()
    {
        (string, object)[] machine = [("kernel_type", "LINEAR"), ("support_vectors", (float[])[1, -1]), ("coefficients", (float[])[1, -1]),
            ("rho", (float[])[0]), ("classlabels_ints", (long[])[0, 1]), ("vectors_per_class", (long[])[1, 1]),
            ("prob_a", (float[])[-.5f]), ("prob_b", (float[])[.25f])];
        var result = All("SVMClassifier", Learning, 1, 2, [One(0).Reshape(1, 1)], machine);
        var first = 1 / (1 + Math.Exp(.25));
        // The steps end when the error is below 0.005 / 2.
        result[1]!.ToArray<double>()[0].ShouldBe(first, 0.0025);
        result[1]!.ToArray<double>().Sum().ShouldBe(1, 1e-6);
    }

    [Fact]
    public void Values_are_encoded_by_their_place_in_a_list()
    {
        Near(All("LabelEncoder", Learning, 2, 1, [Whole(5, 2)], ("keys_int64s", (long[])[1, 5]), ("values_floats", (float[])[10, 50]),
            ("default_float", -1f))[0], 50, -1);
        Near(Run("OneHotEncoder", Learning, [Whole(5, 2)], ("cats_int64s", (long[])[1, 5])), 0, 1, 0, 0);
        Near(Run("FeatureVectorizer", Learning, [Whole(1, 2).Reshape(2, 1), Numbers(3, 4).Reshape(2, 1)]), 1, 3, 2, 4);
        Near(Run("Normalizer", Learning, [Numbers(-4, 2).Reshape(1, 2)], ("norm", "MAX")), -2, 1);
    }

    [Theory]
    [InlineData("NONE", 1, .8, .2)]
    [InlineData("NONE", -1, .2, -.2)]
    [InlineData("LOGISTIC", -1, .549834, .450166)]
    public void A_tree_of_two_classes_tells_the_second(string transform, int sign, double first, double second)
    {
        (string, object)[] tree = [("nodes_treeids", (long[])[0]), ("nodes_nodeids", (long[])[0]), ("nodes_featureids", (long[])[0]),
            ("nodes_modes", (string[])["LEAF"]), ("nodes_values", (float[])[0]), ("nodes_truenodeids", (long[])[0]),
            ("nodes_falsenodeids", (long[])[0]), ("class_ids", (long[])[0]), ("class_nodeids", (long[])[0]), ("class_treeids", (long[])[0]),
            ("class_weights", (float[])[sign * .2f]), ("classlabels_int64s", (long[])[0, 1]), ("post_transform", transform)];
        Near(All("TreeEnsembleClassifier", Learning, 1, 2, [One(0).Reshape(1, 1)], tree)[1], first, second);
    }

    [Theory]
    [InlineData("SUM", 1e-9, 0, 7)]
    [InlineData("AVERAGE", 1e-9, 0, 3.5)]
    [InlineData("MAX", 1e-9, 0, 5)]
    [InlineData("MIN", 1e-9, 0, 2)]
    [InlineData("SUM", -1e-9, -4, 2)]
    [InlineData("AVERAGE", -1e-9, -2, 1)]
    [InlineData("MAX", -1e-9, -4, 2)]
    public void A_forest_in_double_precision(string together, double above, double first, double second)
    {
        // The first tree tells 1 + 1e-9 from 1, which are one number in float32; its left leaf says -4 of the first target, its right one
        // 5 of the second. The other tree is one leaf, 2 for the second. A target of which no leaf speaks is 0.
        Tensor Doubles(params double[] values) => Tensor.From(values);
        Near(Run("TreeEnsembleRegressor", Learning, [Doubles(1 + above).Reshape(1, 1)], ("nodes_treeids", (long[])[0, 0, 0, 1]),
            ("nodes_nodeids", (long[])[0, 1, 2, 0]), ("nodes_featureids", (long[])[0, 0, 0, 0]),
            ("nodes_modes", (string[])["BRANCH_LEQ", "LEAF", "LEAF", "LEAF"]), ("nodes_values_as_tensor", Doubles(1, 0, 0, 0)),
            ("nodes_truenodeids", (long[])[1, 0, 0, 0]), ("nodes_falsenodeids", (long[])[2, 0, 0, 0]),
            ("target_treeids", (long[])[0, 0, 1]), ("target_nodeids", (long[])[1, 2, 0]), ("target_ids", (long[])[0, 1, 1]),
            ("target_weights_as_tensor", Doubles(-4, 5, 2)), ("n_targets", 2L), ("aggregate_function", together)), first, second);
    }
}
