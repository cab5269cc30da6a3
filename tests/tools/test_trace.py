"""trace: networks as the notes write them."""


def test_resnet34_is_traced_and_the_slip_of_the_note_named(tool, tmp_path):
    shown = tool("trace").call("resnet34", "--drawing", tmp_path / "resnet34.svg").stdout
    assert "convolution 7x7, s=2, p=3, 3 -> 64, batch norm, relu" in shown
    assert "resnet34: 21,797,672 parameters and 17,024 that no gradient moves, 3,663,761,408 multiply-adds" in shown
    assert "16 joins by add: 3 of 56x56x64, 4 of 28x28x128, 6 of 14x14x256, 3 of 7x7x512" in shown
    assert "17 blocks [3, 4, 6, 4], one too many: they would have 26,518,312 parameters" in shown
    assert (tmp_path / "resnet34.svg").read_text().count("add, relu") == 16


def test_arguments_of_the_network_are_set(tool):
    shown = tool("trace").call("resnet34", "--size", "32", "--classes", "10", "--set", "stage_blocks=(1,1)").stdout
    assert "2 joins by add: 1 of 8x8x64, 1 of 4x4x128" in shown
    assert "The study note" not in shown


def test_a_run_is_traced(tool, image_run):
    shown = tool("trace").call(image_run.path).stdout
    assert "convolution 3x3, s=1, p=0, 1 -> 2, relu" in shown


def test_what_cannot_be_traced_is_refused_in_one_line(tool, tmp_path):
    for arguments, message in (
        (["resnet-34"], "there is no network 'resnet-34', did you mean 'resnet34'?"),
        (["lenet5", "--size", "8"], "needs images of at least 32x32 pixels"),
        (["lenet5", "--set", "deep=3"], "lenet5 does not take deep=3"),
        (["lenet5", "--set", "deep"], "cannot read --set 'deep'"),
        (["lenet5", "--drawing", "net.txt"], "cannot draw into 'net.txt'; name a file that ends in .png, .svg, .pdf"),
        (["lenet5", "--drawing", f"{tmp_path}/no/net.png"], "there is no folder"),
    ):
        result = tool("trace").call(*arguments)
        assert result.exit_code == 2
        assert message in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1
